"""Which supply points something was written of since a moment."""

from collections.abc import Collection

from kwartier.platform.inserting import as_array
from kwartier.platform.marks import Since, is_since
from kwartier.platform.prepared import fetch_rows

_WRITTEN = f"""
WITH asked AS MATERIALIZED (SELECT unnest(%(points)s::bigint[]) AS id),
written AS (
  SELECT id FROM metering_supplypoint p WHERE {is_since("p")}
  UNION SELECT supply_point_id FROM metering_meter m WHERE {is_since("m")}
  UNION SELECT supply_point_id FROM metering_register g WHERE {is_since("g")}
  UNION SELECT r.supply_point_id FROM metering_reading r JOIN asked ON asked.id = r.supply_point_id
    WHERE {is_since("r")}
  UNION SELECT k.supply_point_id FROM metering_monthpeak k JOIN asked ON asked.id = k.supply_point_id
    WHERE {is_since("k")})
SELECT id FROM written JOIN asked USING (id)
"""  # noqa: S608 - names of this room


def list_points_written(supply_point_ids: Collection[int], *, since: Since) -> list[int]:
    """Those of the supply points of which anything was written since: meters, readings, peaks."""
    asked = {"points": as_array(list(supply_point_ids)), **since}
    return [int(number) for (number,) in fetch_rows(_WRITTEN, asked)]
