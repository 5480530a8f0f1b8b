"""Billing runs for tests, taken step by step; goes with ``bill_factory``."""

from advance_factory import make_rules
from bill_factory import DAY, NOW, make_year
from house_factory import acting, make_agent
from kwartier.billing import operations, queries
from kwartier.billing.queries import RunView
from kwartier.platform.types import Actor, ActorKind, BrandInfo


def agent_of(brand: BrandInfo, name: str = "Tom Peeters") -> Actor:
    """An agent of the brand, as it acts."""
    return acting(make_agent(brand, name=name).person, kind=ActorKind.AGENT)


class Run:
    """A billing run of a brand with two agents: one plans, the other approves."""

    def __init__(self, brand: BrandInfo, *, day=DAY, part: int = 500) -> None:
        self.brand = brand
        self.day = day
        self.part = part
        self.planner = agent_of(brand, "Tom Peeters")
        self.approver = agent_of(brand, "Aïcha Benali")
        self.number = ""
        make_rules(brand)

    def work(self) -> int:
        """What a worker does once."""
        return operations.work_on_runs(brand_id=self.brand.id, now=NOW, part=self.part)

    def plan(self) -> RunView:
        """Plan it, and let the worker say what it comes to."""
        self.open()
        self.work()
        return self.look()

    def open(self) -> None:
        """Plan it, without a worker."""
        run = operations.plan_run(
            brand_id=self.brand.id, today=self.day, now=NOW, actor=self.planner
        )
        self.number = run.number

    def approve(self, actor: Actor | None = None) -> RunView:
        """Let the other agent approve it."""
        return self._step(operations.approve_run, actor or self.approver)

    def start(self, actor: Actor | None = None) -> RunView:
        """Let drafts be made, without a worker."""
        return self._step(operations.make_drafts, actor or self.planner)

    def make(self) -> RunView:
        """Let the worker make the drafts."""
        self.start()
        self.work()
        return self.look()

    def release(self, actor: Actor | None = None) -> RunView:
        """Release it, without a worker."""
        return self._step(operations.release_run, actor or self.approver, today=self.day)

    def undo(self, actor: Actor | None = None) -> RunView:
        """Undo it."""
        return self._step(operations.undo_run, actor or self.planner)

    def finish(self) -> RunView:
        """From nothing to bills that everybody was told of."""
        self.plan()
        self.approve()
        self.make()
        self.release()
        self.work()
        return self.look()

    def look(self) -> RunView:
        """The run as it stands."""
        return queries.get_run(brand_id=self.brand.id, number=self.number)

    def rows(self, *, after_id: int = 0, skip: int = 0, limit: int = 100, **wished):
        """Its periods, all of them or those wished for."""
        return queries.list_run_rows(
            run_id=self.look().id,
            wish=queries.RunRowWish(**wished),
            after_id=after_id,
            skip=skip,
            limit=limit,
        )

    def leave_out(self, *rows, reason: str = "The meter is being looked at", actor=None):
        """Leave periods out, and say why."""
        ids = [row.id for row in rows]
        chosen = {"row_ids": ids, "reason": reason}
        return self._step(operations.leave_out, actor or self.planner, **chosen)

    def plan_again(self, *rows, actor=None) -> RunView:
        """Let the worker look again at what waits, or at these periods."""
        ids = [row.id for row in rows] or None
        self._step(operations.plan_again, actor or self.planner, row_ids=ids)
        self.work()
        return self.look()

    def _step(self, operation, actor: Actor, **more) -> RunView:
        return operation(brand_id=self.brand.id, number=self.number, now=NOW, actor=actor, **more)


__all__ = ["DAY", "NOW", "Run", "agent_of", "make_year"]
