"""Time passes in the background: the web role may not act for everybody."""

from procrastinate.contrib.django import app

from kwartier.demo.calendar import pass_days


@app.task(queueing_lock="demo_pass_days")
def let_days_pass(brand_key: str, day_count: int) -> None:
    """Let days pass on one brand."""
    pass_days(brand_key=brand_key, day_count=day_count)
