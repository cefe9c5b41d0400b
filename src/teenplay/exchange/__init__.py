"""Data in and out: loading other people's catalogues, completing what was collected, exporting."""
