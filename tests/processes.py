"""Other processes as /proc shows them. One that has ended has no children and no memory."""

import re
from contextlib import suppress
from pathlib import Path

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def list_children(process: int) -> list[int]:
    """Process ids, oldest first. Each thread may have started some, and may end meanwhile."""
    children: list[int] = []
    for thread in Path("/proc").glob(f"{process}/task/*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            children += map(int, (thread / "children").read_text(encoding="ascii").split())
    return sorted(children)


def list_descendants(process: int) -> list[int]:
    """A process's children, and theirs."""
    children = list_children(process)
    return children + [descendant for child in children for descendant in list_descendants(child)]


def read_pss(process: int) -> int:
    """Kilobytes; memory shared by n processes counts 1/n."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    match = PSS.search(text)
    return int(match[1]) if match else 0
