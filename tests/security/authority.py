"""A certificate authority for one test run, made with openssl: a broker's certificate, and one per client."""

import subprocess
from pathlib import Path

OPENSSL = "openssl"
_DAYS = ("-days", "2")
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


class Authority:
    """Signs certificates in one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir()
        self.certificate = directory / "ca.pem"
        self._key = directory / "ca.key"
        _run("req", "-x509", *_KEY, *_DAYS, "-subj", "/CN=test-ca", "-keyout", self._key, "-out", self.certificate)

    def sign(self, name: str) -> tuple[Path, Path]:
        """Give certificate and key (PKCS 8) for a name, good for 127.0.0.1."""
        certificate, key, request = (self._directory / f"{name}.{end}" for end in ("pem", "key", "csr"))
        extensions = self._directory / f"{name}.ext"
        extensions.write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
        _run("req", *_KEY, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        signer = ("-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial")
        _run("x509", "-req", *signer, *_DAYS, "-in", request, "-out", certificate, "-extfile", extensions)
        return certificate, key


def _run(*arguments: str | Path) -> None:
    subprocess.run([OPENSSL, *map(str, arguments)], check=True, capture_output=True)
