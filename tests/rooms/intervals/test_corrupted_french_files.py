"""Two hundred spoiled variants of each French file: nothing crashes, nothing is loaded wrong.

The powers are whole Wh over their steps: what is left over of one is carried to the next, so a row
less would change the others by 1 Wh.
"""

import pytest
from corrupting import hold_against_corruption

from french_files import (
    PRM,
    curve_of,
    index_class,
    indexes_csv,
    list_ends,
    r50,
    readings,
    supplier_csv,
)
from kwartier.intervals.formats import read_file


def _json() -> bytes:
    rows = ",\n".join(
        f'{{"value":"{1000 + 2 * place}","date":"{end:%Y-%m-%d %H:%M:%S}",'
        '"interval_length":"PT30M","measure_type":"B"}'
        for place, end in enumerate(list_ends("2026-10-25"))
    )
    return (
        f'{{"meter_reading":{{"usage_point_id":"{PRM}","flow_direction":"consumption",\n'
        f'"reading_type":{{"unit":"W","aggregate":"average"}},\n"interval_reading":[\n{rows}\n]}}}}\n'
    ).encode()


def _r4() -> bytes:
    points = "\n".join(
        f'<Donnees_Point_Mesure Horodatage="{end.isoformat()}" Valeur_Point="{600 + 6 * place}" '
        'Statut_Point="R"/>'
        for place, end in enumerate(list_ends("2026-10-25", minutes=10))
    )
    return (
        f"<Courbe><Identifiant_PRM>{PRM}</Identifiant_PRM><Donnees_Courbe>\n"
        "<Grandeur_Metier>CONS</Grandeur_Metier><Grandeur_Physique>EA</Grandeur_Physique>"
        f"<Unite_Mesure>W</Unite_Mesure><Granularite>10</Granularite>\n{points}\n"
        "</Donnees_Courbe></Courbe>"
    ).encode()


def _readings(flow: str, unit: str = "") -> bytes:
    day = "<Date_Releve>2026-03-{}</Date_Releve><Nature_Index>REEL</Nature_Index>"
    peak = "<Puissance_Maximale><Valeur>{}</Valeur></Puissance_Maximale>"
    more = "<Classe_Mesure>1</Classe_Mesure><Sens_Mesure>0</Sens_Mesure><Num_Serie>7</Num_Serie>"
    return readings(
        flow,
        *(
            day.format(each)
            + index_class("HP", 1000 * each, more=more)
            + index_class("HC", 500 * each, more=more)
            + (peak.format(5000) if flow == "R151" else "")
            for each in range(10, 30)
        ),
        unit=unit,
    )


GOOD = {
    "curve": (curve_of("2026-10-24", days=2, more_w=2), ";", "utf-8"),
    "curve in spring": (curve_of("2026-03-29", more_w=2), ";", "utf-8"),
    "indexes": (indexes_csv(), ";", "utf-8"),
    "supplier": (supplier_csv("2026-10-24", days=2, more_w=2), ";", "latin-1"),
    "JSON": (_json(), ",", "utf-8"),
    "R50": (r50("2026-10-25", more_w=2), "<", "utf-8"),
    "R4x": (_r4(), "<", "utf-8"),
    "R151": (_readings("R151", "Wh"), "<", "utf-8"),
    "R15": (_readings("R15"), "<", "utf-8"),
    "C15": (_readings("C15"), "<", "utf-8"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_spoiled_french_file_is_never_loaded_wrong(name):
    good, separator, encoding = GOOD[name]
    hold_against_corruption(good, read_file, separator=separator, encoding=encoding)
