"""Review: the screens that look back, each loaded when it is opened."""

from datetime import date
from typing import Literal

from coach.core.nights import Night
from coach.ui.base import CoachScreen


def screen_of(
    place: Literal["review", "night", "streaks", "trends", "doctor", "report"], night: Night, at: date | None
) -> CoachScreen:
    """The screen of ``place``; the calendar has its cursor ``at`` a night, or at tonight."""
    match place:
        case "night":
            from coach.ui.night import NightScreen

            return NightScreen(night)
        case "streaks":
            from coach.ui.streaks import StreaksScreen

            return StreaksScreen(night)
        case "trends":
            from coach.ui.trends import TrendsScreen

            return TrendsScreen(night)
        case "doctor":
            from coach.ui.doctor import DoctorScreen

            return DoctorScreen(night)
        case "report":
            from coach.ui.report import ReportScreen

            return ReportScreen(night)
        case "review":
            from coach.ui.calendar import CalendarScreen

            return CalendarScreen(night, at)
