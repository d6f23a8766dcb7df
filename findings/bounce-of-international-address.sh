#!/usr/bin/env bash
# A mail that could not be delivered to an internationalised address is not recognised as a bounce.
#
# Package:  flufl.bounce 6.0.0 (PyPI).
# Given:    delivery status notifications (RFC 3464) that say "failed" with status 5.1.1. One names its recipient with
#           the address type rfc822, the others with the type utf-8 that RFC 6533 (section 3) adds, in the notation of
#           that section for ASCII surroundings, and in the part that its section 4 defines.
# Expected: each gives the failed recipient, or at least that somebody failed.
# Seen:     only the first. For the others the answer is the one that a mail which is no bounce gets: nobody delayed,
#           nobody failed. Whoever takes an address out of use after bounces goes on writing to this one for ever.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check flufl.bounce==6.0.0

cat > run.py <<'PY'
import email, sys
from flufl.bounce import all_failures


def report(part, recipient):
    lines = [
        "From: mailer-daemon@mx.example", "To: sender@example.com", "Subject: Undelivered", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
        "--b", "Content-Type: text/plain", "", "It could not be delivered.", "",
        "--b", f"Content-Type: {part}", "", "Reporting-MTA: dns; mx.example", "",
        f"Final-Recipient: {recipient}", "Action: failed", "Status: 5.1.1", "", "--b--", "",
    ]
    return email.message_from_string("\n".join(lines))


counts = []
for part, recipient in [
    ("message/delivery-status", "rfc822; jorg@example.net"),
    ("message/delivery-status", r"utf-8; j\x{F6}rg@example.net"),
    ("message/global-delivery-status", r"utf-8; j\x{F6}rg@example.net"),
]:
    delayed, failed = all_failures(report(part, recipient))
    print(f"{part}, {recipient}: delayed {sorted(delayed)}, failed {sorted(failed)}")
    counts.append(len(delayed) + len(failed))
sys.exit(0 if counts == [1, 0, 0] else 1)
PY

if venv/bin/python run.py; then
  echo 'As recorded: the bounces of internationalised addresses are not seen.'
else
  echo 'No longer as recorded.' >&2
  exit 1
fi
