from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from teenplay.exchange import dataset_load, seoul, teenplay_form
from teenplay.exchange.arguments import day, refusing_bad_input


class Command(BaseCommand):
    help = "Load a catalogue. Bad input is reported whole, and nothing of it is loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        forms = parser.add_subparsers(dest="form", required=True)
        city = forms.add_parser("seoul", help="the city of Seoul's culture events, one CSV file")
        city.add_argument("path", type=Path, metavar="FILE")
        own = forms.add_parser("teenplay", help="TeenPlay's own CSV exports, tbl_*.csv in one folder")
        own.add_argument("path", type=Path, metavar="DIR")
        dataset = forms.add_parser("dataset", help="the five-file form in one folder")
        dataset.add_argument("path", type=Path, metavar="DIR")
        dataset.add_argument("--source", default=dataset_load.SOURCE, help="what the rows are marked with")
        for form in (city, dataset):
            form.add_argument(
                "--shift-to", type=day, metavar="today|DATE", help="move all times by whole days to straddle this day"
            )

    def handle(self, *, form: str, path: Path, **options: Any) -> None:
        with refusing_bad_input():
            if form == "seoul":
                outcome = seoul.load(path, shift_to=options["shift_to"])
            elif form == "teenplay":
                outcome = teenplay_form.load(path)
            else:
                outcome = dataset_load.load(path, source=options["source"], shift_to=options["shift_to"])
        self.stdout.write("\n".join(outcome.lines()))
