"""Time as the law counts it: days, school days, windows, deadlines, and which rules are judged in them."""
