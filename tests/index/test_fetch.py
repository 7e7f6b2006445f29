"""Fetching keeps within its limits and never asks an address inside somebody's network."""

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib

import httpcore
import pytest

from index.address import RefusedAddressError
from index.connection import Backend
from index.fetch import USER_AGENT, Fetcher, FetchError, Limits, checked_url
from tests.index.servers import Answer, serving


@pytest.fixture
def make_fetcher():
    """Fetchers that may ask this machine, closed when the test ends."""
    made = []

    def make(allow_private=True, **limits):
        made.append(
            Fetcher(allow_private, Limits(**{"delay": 0, "backoff": 0.01, "silence": 2, "seconds": 5, **limits}))
        )
        return made[-1]

    yield make
    for fetcher in made:
        fetcher.close()


def test_a_page_comes_with_its_type_and_charset(site, fetcher):
    """And the server is told who asks."""
    site.pages["/a"] = Answer(b"caf\xe9", type="text/html; charset=ISO-8859-1")
    found = fetcher.get(site.url("/a"))
    assert (found.url, found.type, found.charset, found.data) == (site.url("/a"), "text/html", "iso-8859-1", b"caf\xe9")
    assert site.headers[0]["User-Agent"] == USER_AGENT
    assert "qa_bot/" in USER_AGENT


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("", bytes),
    ],
)
def test_packed_answers_are_inflated(site, fetcher, encoding, pack):
    """Also the deflate without header that some servers send."""
    text = b"The harbour bridge is closed. " * 5_000
    site.pages["/a"] = Answer(pack(text), headers={"Content-Encoding": encoding} if encoding else {})
    assert fetcher.get(site.url("/a")).data == text


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_what_is_too_large_is_refused(site, make_fetcher, encoding):
    """A bomb of a few kilobytes, and a page without end."""
    body = gzip.compress(b"x" * 3_000_000) if encoding else b"x" * 3_000_000
    site.pages["/a"] = Answer(body, headers={"Content-Encoding": encoding} if encoding else {})
    with pytest.raises(FetchError, match="too large: more than 1 MB"):
        make_fetcher(size=1_000_000).get(site.url("/a"))
    assert site.asked == ["/a"]


def test_an_encoding_that_was_not_asked_for_is_refused(site, fetcher):
    """What cannot be inflated within bounds is not inflated."""
    site.pages["/a"] = Answer(b"\x1b\x00", headers={"Content-Encoding": "br"})
    with pytest.raises(FetchError, match="sent as 'br', which was not asked for"):
        fetcher.get(site.url("/a"))


def test_redirects_are_followed_to_the_page(site, fetcher):
    """Relative ones and ones with letters beyond ASCII; the address in the end is told."""
    site.pages["/a"] = Answer(status=301, headers={"Location": "/b"})
    site.pages["/b"] = Answer(status=302, headers={"Location": "/caf\u00c3\u00a9#top"})
    site.pages["/caf%C3%A9"] = Answer(b"here")
    found = fetcher.get(site.url("/a"))
    assert (found.url, found.data) == (site.url("/caf%C3%A9"), b"here")


def test_redirects_without_end_are_given_up(site, fetcher):
    """After a handful."""
    site.pages["/a"] = Answer(status=302, headers={"Location": "/a"})
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetcher.get(site.url("/a"))
    assert len(site.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/x", "gopher://127.0.0.1:70/", "data:,x"])
def test_a_redirect_to_another_scheme_is_refused(site, fetcher, target):
    """Only http and https are followed."""
    site.pages["/a"] = Answer(status=302, headers={"Location": target})
    with pytest.raises(FetchError, match="only http and https"):
        fetcher.get(site.url("/a"))


@pytest.fixture
def names(monkeypatch):
    """Names that lead where a test says; connections go to the address and are remembered."""
    known, real = {}, socket.getaddrinfo

    def look_up(host, port, *args, **options):
        found = known.get(host)
        if found is None:
            return real(host, port, *args, **options)
        address = found.pop(0) if len(found) > 1 else found[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def test_an_address_inside_is_not_even_connected_to(site, make_fetcher):
    """Without leave, this machine is not asked."""
    with pytest.raises(RefusedAddressError, match="loopback"):
        make_fetcher(allow_private=False).get(site.url("/a"))
    assert site.asked == []


def test_a_redirect_from_outside_to_inside_is_refused(site, make_fetcher, names, monkeypatch):
    """A public page cannot send us to the cloud's metadata."""
    names["news.example"] = ["1.1.1.1"]
    plain = httpcore.SyncBackend.connect_tcp
    port = int(site.address.rpartition(":")[2])

    def connect(self, host, *args, **options):  # the public address is played by this machine
        assert host == "1.1.1.1"
        return plain(self, "127.0.0.1", *args, **options)

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    site.pages["/a"] = Answer(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"})
    with pytest.raises(RefusedAddressError, match=r"169\.254\.169\.254 is 169\.254\.169\.254, a link-local address"):
        make_fetcher(allow_private=False).get(f"http://news.example:{port}/a")
    assert site.asked == ["/a"]


def test_the_address_that_was_checked_is_the_one_connected_to(make_fetcher, names, monkeypatch):
    """A name that changes its address between check and connection gains nothing: it is looked up once."""
    names["rebind.example"] = ["1.1.1.1", "127.0.0.1"]
    asked = []

    def connect(self, host, *args, **options):
        asked.append(host)
        raise httpcore.ConnectError("closed")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with pytest.raises(FetchError, match="closed"):
        make_fetcher(allow_private=False, attempts=1).get("http://rebind.example/")
    assert asked == ["1.1.1.1"]
    with pytest.raises(RefusedAddressError):
        make_fetcher(allow_private=False, attempts=1).get("http://rebind.example/")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_passing_failures_are_tried_again(site, fetcher, status):
    """A server that is busy twice is asked a third time."""
    answers = [Answer(status=status), Answer(status=status, headers={"Retry-After": "0"}), Answer(b"here")]
    site.pages["/a"] = lambda: answers.pop(0)
    assert fetcher.get(site.url("/a")).data == b"here"


def test_failures_that_stay_are_given_up(site, fetcher):
    """After three attempts for a server in trouble, after one for a page that is not there."""
    site.pages["/a"] = Answer(status=503)
    with pytest.raises(FetchError, match="HTTP 503 Service Unavailable"):
        fetcher.get(site.url("/a"))
    with pytest.raises(FetchError, match="HTTP 404 Not Found"):
        fetcher.get(site.url("/b"))
    assert site.asked == ["/a", "/a", "/a", "/b"]


def test_a_server_that_asks_to_wait_is_waited_for(site, make_fetcher, monkeypatch):
    """As long as it is not too long."""
    waits = []
    monkeypatch.setattr(time, "sleep", waits.append)
    answers = [Answer(status=429, headers={"Retry-After": "7"}), Answer(b"here")]
    site.pages["/a"] = lambda: answers.pop(0)
    make_fetcher().get(site.url("/a"))
    assert 7.0 in waits
    site.pages["/b"] = Answer(status=429, headers={"Retry-After": "3600"})
    with pytest.raises(FetchError, match="asks to come back in 3600 seconds"):
        make_fetcher().get(site.url("/b"))
    assert site.asked == ["/a", "/a", "/b"]


def test_half_a_download_is_noticed(site, fetcher):
    """Fewer bytes than were announced are no page; the server gets another chance."""
    site.pages["/a"] = Answer(b"half of it", length=1_000)
    with pytest.raises(FetchError, match="broke off"):
        fetcher.get(site.url("/a"))
    assert len(site.asked) == 3


def test_half_a_packed_download_is_noticed(site, fetcher):
    """Also where the server announces no length."""
    site.pages["/a"] = Answer(gzip.compress(b"x" * 999)[:-9], headers={"Content-Encoding": "gzip"}, length=None)
    with pytest.raises(FetchError, match="broke off"):
        fetcher.get(site.url("/a"))


def test_a_server_that_is_not_there_is_one_clear_line(make_fetcher):
    """A closed port and an unknown name."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchError, match="Connection refused"):
        make_fetcher().get(f"http://127.0.0.1:{port}/")


def test_an_unknown_name_is_asked_for_once(make_fetcher, monkeypatch):
    """Trying again cannot help."""
    asked = []

    def look_up(host, port, **rest):
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(FetchError, match=r"the host no\.example is not known"):
        make_fetcher().get("http://no.example/")
    assert asked == ["no.example"]


@pytest.fixture
def trickle():
    """A server that sends a byte now and then, without end: its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        stop = threading.Event()

        def serve():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(4096)
                    try:
                        connection.sendall(b"HTTP/1.1 200 OK\r\n")
                        while not stop.wait(0.05):
                            connection.sendall(b"X-A: b\r\n")
                    except OSError:
                        continue

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        stop.set()
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_a_trickle_of_bytes_ends_with_the_time_of_the_whole(trickle, make_fetcher):
    """Each byte comes in time, the answer never does."""
    begun = time.monotonic()
    with pytest.raises(FetchError, match=r"not all of it within 0\.4"):
        make_fetcher(seconds=0.4, attempts=1).get(trickle)
    assert time.monotonic() - begun < 2


def test_silence_ends_the_wait(make_fetcher):
    """A server that takes the connection and says nothing."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(FetchError, match=r"no answer within 0\.1 seconds"),
    ):
        make_fetcher(silence=0.1, attempts=1).get(f"http://127.0.0.1:{server.getsockname()[1]}/")


def test_one_host_is_asked_at_leisure(site, make_fetcher):
    """The delay lies between any two requests to it, redirects among them."""
    site.pages["/a"] = Answer(status=301, headers={"Location": "/b"})
    site.pages["/b"] = Answer(b"here")
    begun = time.monotonic()
    make_fetcher(delay=0.2).get(site.url("/a"))
    assert 0.2 <= time.monotonic() - begun < 2


@pytest.mark.skipif(not shutil.which("openssl"), reason="needs openssl to make a certificate")
def test_the_certificate_is_checked_against_the_name(tmp_path, names, make_fetcher, monkeypatch):
    """The connection goes to the address that was checked, and TLS still wants the host's name."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=news.example"
    name = "subjectAltName=DNS:news.example"
    files = ["-addext", name, "-keyout", key, "-out", certificate]
    subprocess.run([*command.split(), *files], check=True, capture_output=True)
    names["news.example"] = names["other.example"] = ["127.0.0.1"]
    wanted = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda _, name, __: wanted.append(name)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(tls=context) as site:
        site.pages["/a"] = Answer(b"here")
        port = site.address.rpartition(":")[2]
        assert make_fetcher().get(f"https://news.example:{port}/a").data == b"here"
        assert wanted == ["news.example"]
        with pytest.raises(FetchError, match="certificate verify failed"):
            make_fetcher().get(f"https://other.example:{port}/a")
    assert wanted == ["news.example", "other.example"]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://a.example/x", "only http and https addresses are fetched, not ftp"),
        ("http://", "only http and https"),
        ("http://name:word@a.example/", "name and password"),
        ("http://[::1", "not a valid address"),
        ("https://a.example:notaport/", "not a valid address"),
    ],
)
def test_addresses_that_are_not_fetched(address, message):
    """Each with its reason."""
    with pytest.raises(FetchError, match=message):
        checked_url(address)


def test_addresses_beyond_ascii_become_ascii():
    """As a browser sends them; the part behind # is for the browser alone."""
    assert checked_url(" https://bücher.example/straße?q=ä#top ") == (
        "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4"
    )


def test_a_stream_hands_on_what_httpcore_asks_it():
    """Keeping a connection open rests on it."""
    backend = Backend(allow_private=True, seconds=5)
    backend.begin()
    with socket.create_server(("127.0.0.1", 0)) as server:
        stream = backend.connect_tcp("127.0.0.1", server.getsockname()[1], 1.0)
        assert stream.get_extra_info("is_readable") is False
        stream.close()
