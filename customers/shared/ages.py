"""Groups of days past the due date, as accountants age what they are owed."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from customers.shared.table import LazyText


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Invoices that are `first` to `last` days past their due date; without `last`, `first` or more."""

    key: str
    label: LazyText
    overdue_label: LazyText
    first: int
    last: int | None = None

    def contains(self, days: int) -> bool:
        return self.first <= days and (self.last is None or days <= self.last)


AGE_GROUPS = (
    AgeGroup("1-30", gettext_lazy("1–30 days"), gettext_lazy("Overdue 1–30 days"), 1, 30),
    AgeGroup("31-60", gettext_lazy("31–60 days"), gettext_lazy("Overdue 31–60 days"), 31, 60),
    AgeGroup("61-90", gettext_lazy("61–90 days"), gettext_lazy("Overdue 61–90 days"), 61, 90),
    AgeGroup("91", gettext_lazy("Over 90 days"), gettext_lazy("Overdue more than 90 days"), 91),
)
AGE_GROUPS_BY_KEY = {age.key: age for age in AGE_GROUPS}
