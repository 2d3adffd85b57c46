"""`python -m tests.chaos [kills] [seconds]`: kills the dashboard 200 times, or as often as fits into five minutes.

Then waits a minute for the leases of the killed saves, lets everybody try again, and prints the table of
docs/saving.md. Exits with 1 if a write was lost, doubled or not told to the person.
"""

import sys

from tests.chaos.kills import run_chaos

KILLS, SECONDS = 200, 300.0


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    report = run_chaos(kills, float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS)
    rows = {
        "kills of a worker": report.kills["worker"],
        "kills of the whole server": report.kills["server"],
        "seconds in which they were killed": round(report.seconds),
        "writes": report.writes,
        "without an answer, because of a kill": report.interrupted,
        "of these, done in e-conomic": report.done_unanswered,
        "shown to the person as unknown": report.shown_unknown,
        "refused by a check, which the page names": report.refused,
        "lost": report.lost,
        "doubled": len(report.doubled),
        "not told to the person": len(report.not_told),
    }
    for title, count in rows.items():
        sys.stdout.write(f"| {title} | {count} |\n")
    for description in report.doubled + report.not_told:
        sys.stderr.write(f"{description}\n")
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
