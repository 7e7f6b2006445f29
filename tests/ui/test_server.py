"""Where the page is served, and to whom."""

import socket

import pytest

from ui.server import AddressError, check_address, check_root_path, is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "localhost", "::1"])
def test_addresses_of_this_machine_alone_need_no_flag(host):
    """Nobody else can reach them."""
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_addresses_that_others_reach_need_a_flag(host):
    """Without passwords, serving to others is a decision."""
    with pytest.raises(AddressError, match=r"--auth FILE.*--allow-remote"):
        check_address(host, 0, allow_remote=False)


def test_the_flag_or_passwords_allow_them():
    """Whoever says so may."""
    assert check_address("0.0.0.0", 0, allow_remote=True) > 0
    assert check_address("0.0.0.0", 0, allow_remote=False, auth=True) > 0


def test_port_0_takes_a_free_one():
    """And says which."""
    assert 0 < check_address("127.0.0.1", 0, allow_remote=False) <= 65535


def test_a_port_in_use_is_refused_with_another_one_to_try():
    """Instead of a stack trace."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"port {port} .*--port {port + 1}"):
            check_address("127.0.0.1", port, allow_remote=False)


@pytest.mark.parametrize("port", [-1, 65536])
def test_what_is_no_port_is_refused(port):
    """With the numbers that are."""
    with pytest.raises(AddressError, match="from 1 to 65535"):
        check_address("127.0.0.1", port, allow_remote=False)


def test_an_address_of_another_machine_is_refused():
    """One can only serve at one's own."""
    with pytest.raises(AddressError, match="cannot be served"):
        check_address("192.0.2.1", 7860, allow_remote=True)


@pytest.mark.parametrize(("path", "kept"), [("", ""), ("/", ""), ("/news", "/news"), ("/a/b/", "/a/b")])
def test_a_root_path_is_the_part_behind_the_host(path, kept):
    """Without a slash at its end."""
    assert check_root_path(path) == kept


@pytest.mark.parametrize("path", ["news", "https://a.example/news", "//a", "/a b", "/a?x", '/"x', "/a\n"])
def test_what_is_no_root_path_is_refused(path):
    """With an example of one."""
    with pytest.raises(AddressError, match="such as  /news"):
        check_root_path(path)
