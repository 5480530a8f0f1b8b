"""What is wrong with a published file, and where."""


class BadProfileFile(ValueError):
    """A published profile file that cannot be taken.

    sentence   what is wrong, in one English sentence
    sheet      the sheet or file, as the caller named it
    row        the row as a spreadsheet numbers it, from 1; None where no single row is at fault
    column     the column as a spreadsheet letters it, A, B ... AA; None likewise

    The message is the place followed by the sentence.
    """

    def __init__(
        self, sentence: str, *, sheet: str, row: int | None = None, column: int | None = None
    ) -> None:
        self.sentence = sentence
        self.sheet = sheet
        self.row = row
        self.column = None if column is None else letter_column(column)
        place = [f"sheet {sheet}"]
        if row is not None:
            place.append(f"row {row}")
        if self.column is not None:
            place.append(f"column {self.column}")
        super().__init__(f"{', '.join(place)}: {sentence}")


def letter_column(position: int) -> str:
    """Return the letters of a column counted from 0: A, B ... Z, AA."""
    letters = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
