"""The bar moves with the embedding and ends full."""

from index.files import Meter
from index.progress import Bar


def test_the_bar_follows_the_passages_of_a_batch(capsys):
    """Half of the passages are half of the bytes of the batch; the end is the end."""
    meter = Meter()
    with Bar(1_000, meter) as bar:
        meter.bytes_read = 400
        bar.passages(1, 2)
        assert bar._bar.n == 200
        bar.passages(2, 2)
        bar.stored(3)
        assert bar._bar.n == 400
        meter.bytes_read = 900
        bar.passages(1, 5)
        assert bar._bar.n == 500
    shown = capsys.readouterr()
    assert "100%" in shown.err
    assert "1.00k/1.00k" in shown.err
    assert "B/s" in shown.err
    assert shown.out == ""


def test_the_bar_never_goes_back_or_over_the_end(capsys):
    """A file that grew while it was read does not break it."""
    meter = Meter(bytes_read=5_000)
    with Bar(1_000, meter) as bar:
        bar.passages(1, 1)
        bar.stored(1)
        meter.bytes_read = 0
        bar.passages(0, 3)
        assert bar._bar.n == 1_000


def test_nothing_to_read_is_no_error(capsys):
    """An empty folder has a bar of no bytes."""
    with Bar(0, Meter()):
        pass


def test_pages_are_counted_where_nothing_lies_on_disk(capsys):
    """As they come, since fetching is what takes the time."""
    meter = Meter()
    with Bar(0, meter) as bar:
        meter.expected, meter.pages = 40, 10
        bar.read()
        assert (bar._bar.n, bar._bar.total) == (10, 40)
        meter.pages = 12
        bar.passages(1, 2)
        bar.stored(12)
        assert bar._bar.n == 12
    assert "40/40" in capsys.readouterr().err


def test_a_quiet_bar_shows_nothing(capsys):
    """For runs whose output nobody looks at."""
    with Bar(100, Meter(), quiet=True) as bar:
        bar.passages(1, 2)
        bar.stored(1)
    assert capsys.readouterr().err == ""
