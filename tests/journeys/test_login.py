"""The coach as somebody's login, through a real OpenSSH server and client on loopback.

The wrapper, the key's line and the account's lines are those of the README, with paths of this machine put in.
"""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.conftest import set_up, shown
from tests.journeys.terminal import COACH, PATIENCE, Terminal

SBIN = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
SSHD = shutil.which("sshd", path=SBIN)
pytestmark = pytest.mark.skipif(
    not (SSHD and shutil.which("ssh") and shutil.which("sftp")),
    reason="needs an OpenSSH server: apt install openssh-server",
)

SLACK = 1.5
"""Seconds that the server, the test itself and a busy machine may take."""

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
WRAPPER, KEY_LINE, ACCOUNT = re.findall(
    r"^```(?:sh)?\n(.*?)^```", README.partition("## As a login over SSH")[2], re.MULTILINE | re.DOTALL
)

CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
Subsystem sftp internal-sftp
AcceptEnv *
X11Forwarding yes
PermitUserRC yes
ClientAliveInterval 1
ClientAliveCountMax 2
"""
"""What an administrator who thinks of nothing may have: what is closed is closed by the README's lines."""


def put(text: str, given: str, ours: str) -> str:
    """``text`` of the README with ``ours`` for what it gives as an example."""
    assert given in text, f"the README no longer says {given!r}"
    return text.replace(given, ours)


class Server:
    """An OpenSSH server of this test's own, as an account that is closed by the ``form`` of the README."""

    def __init__(self, folder: Path, form: str) -> None:
        self.folder = folder
        for key in ("host", "key"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True)
        self.wrapper = folder / "coach-ssh"
        self._form = form
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._start()

    def _start(self) -> None:
        config = CONFIG.format(port=self.port, folder=self.folder)
        if self._form == "account":
            account = put(ACCOUNT, "Match User anna", f"Match User {getpass.getuser()}")
            account = put(account, "ClientAliveInterval 15", "ClientAliveInterval 1")
            config += put(account, "/usr/local/bin/coach-ssh", str(self.wrapper))
        (self.folder / "sshd_config").write_text(config)
        if os.geteuid() == 0:  # as the system's own start of sshd does
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        assert SSHD is not None
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(self.folder / "sshd_config")], stderr=log)
        end = time.monotonic() + PATIENCE
        while "Server listening" not in self.log:
            assert time.monotonic() < end
            assert self._process.poll() is None, self.log
            time.sleep(0.02)

    @property
    def log(self) -> str:
        """What the server said."""
        return (self.folder / "log").read_text(errors="replace")

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait()


class Login:
    """A diary of its own behind that server, reached as a person reaches it."""

    def __init__(self, server: Server, home: Path, env: dict[str, str]) -> None:
        self.server = server
        self.home = home
        self._env = {name: env[name] for name in ("PATH", "TERM", "TZ", "LANG")} | {"HOME": str(server.folder)}
        self._opened: list[Terminal] = []
        wrapper = put(WRAPPER, "/opt/coach/bin/python3", sys.executable)
        self.forced(put(wrapper, "/var/lib/coach/anna", str(home)))

    def forced(self, wrapper: str) -> None:
        """Let the administrator's program be ``wrapper``."""
        self.server.wrapper.write_text(wrapper)
        self.server.wrapper.chmod(0o755)
        public = (self.server.folder / "key.pub").read_text()
        line = put(KEY_LINE, "/usr/local/bin/coach-ssh", str(self.server.wrapper))
        line = put(line, "ssh-ed25519 AAAA... anna", public)
        (self.server.folder / "authorized_keys").write_text(public if self.server._form == "account" else line)

    def options(self, *more: str) -> list[str]:
        """What every client is told."""
        said = [
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "BatchMode=yes",
        ]
        said += ["LogLevel=INFO", f"Port={self.server.port}", f"IdentityFile={self.server.folder / 'key'}", *more]
        return ["-F", "none", *(word for option in said for word in ("-o", option))]

    @property
    def there(self) -> str:
        """Who and where."""
        return f"{getpass.getuser()}@127.0.0.1"

    def open(self, *more: str, **env: str) -> Terminal:
        """Connect from a terminal."""
        ssh = str(shutil.which("ssh"))
        words = [ssh, "-t", "-e", "none", *self.options("SendEnv=TZ", *more), self.there]
        self._opened.append(Terminal(words, self._env | env))
        return self._opened[-1]

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Try something without a terminal, to its end."""
        return subprocess.run(
            words,
            env=self._env | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def ssh(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Try something with ssh."""
        return self.run("ssh", *self.options(), *words, **env)

    @property
    def coaches(self) -> list[int]:
        """The processes that have this diary open."""
        found = []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                command = path.read_bytes()
            except OSError:
                continue
            if f"--home\0{self.home}\0".encode() in command:
                found.append(int(path.parent.name))
        return found

    def until_gone(self) -> None:
        """Wait until none of them is left."""
        end = time.monotonic() + PATIENCE
        while self.coaches:
            assert time.monotonic() < end, f"still there: {self.coaches}"
            time.sleep(0.02)

    def close(self) -> None:
        """Let nothing be left behind, whatever happened."""
        for terminal in self._opened:
            try:
                terminal.kill()
            except (OSError, ChildProcessError):
                continue
        self.until_gone()


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    running: dict[str, Server] = {}

    def closed_by(form: str) -> Server:
        if form not in running:
            running[form] = Server(tmp_path_factory.mktemp("sshd"), form)
        return running[form]

    yield closed_by
    for server in running.values():
        server.stop()


@pytest.fixture(params=["key", "account"])
def login(
    request: pytest.FixtureRequest, servers: Callable[[str], Server], home: Path, env: dict[str, str]
) -> Iterator[Login]:
    opened = Login(servers(request.param), home, env)
    yield opened
    opened.close()


by_key = pytest.mark.parametrize("login", ["key"], indirect=True)


def test_an_evening_with_a_connection_lost_in_the_middle_of_a_timer(login: Login, env: dict[str, str]) -> None:
    coach = login.open().until("1 of 3").press("enter").until("2 of 3").press("enter").until("3 of 3").press("enter")
    coach.until("How worn out").press("6").until("Sitting still").press("x").until("None since").press("enter")
    coach.until("step 2 of 4").press("space").until("running").press("n").until("esc keeps it")
    coach.press(*"half a thought").until("half a thought")
    began = time.monotonic()
    coach.signal(signal.SIGKILL).ended()
    login.until_gone()
    assert time.monotonic() - began < 1.0 + SLACK

    again = login.open().until("running").until("note begun").press("enter").until("step 3 of 4")
    again.press("m").until("step 4 of 4").press("s").until("too tired").press("t").until("And now, after").press("2")
    again.until("Good night. Three").press("n").until("half a thought").press("esc").until("Note kept").press("q")
    assert again.ended() == 0
    login.until_gone()

    night = shown(env)
    assert {name: entry["status"] for name, entry in night["steps"].items()} == {
        "caffeine": "done",
        "bath": "done",
        "massage": "minimum",
        "meditation": "excused",
    }
    assert night["scores"] == {"tired": 6, "legs_before": 10, "legs_after": 2}
    assert night["note"] == "half a thought"


def test_a_command_is_refused_in_one_line_and_leaves_nothing(login: Login) -> None:
    for words in (["-T", login.there, "cat /etc/passwd"], ["-tt", login.there, "sh"]):
        refused = login.ssh(*words)
        assert refused.returncode == 2
        said = (refused.stdout + refused.stderr).replace("\r", "").splitlines()
        assert [line for line in said if not line.startswith(("Warning: Perm", "Connection to"))] == [
            "coach: This login opens the coach only; connect without a command."
        ]
    login.until_gone()
    assert not login.home.exists()


def test_without_a_terminal_it_refuses_at_once(login: Login) -> None:
    refused = login.ssh("-T", login.there)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[-1] == "coach: The coach needs a terminal; connect with ssh -t."
    login.until_gone()


def test_no_file_is_fetched_or_put(login: Login, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    for words in (
        ["sftp", *login.options(), f"{login.there}:/etc/passwd", str(tmp_path / "got")],
        ["scp", *login.options(), str(tmp_path / "mine"), f"{login.there}:{tmp_path / 'put'}"],
    ):
        refused = login.run(*words)
        assert refused.returncode != 0  # and says nothing for certain: the client ends before it has read the line
    login.until_gone()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]


def test_nothing_is_forwarded(login: Login) -> None:
    through = login.ssh("-W", f"127.0.0.1:{login.server.port}", login.there)  # what -L and -D do for each connection
    assert through.returncode != 0
    assert "SSH-2.0" not in through.stdout
    assert "prohibited" in through.stderr

    back = login.ssh("-N", "-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:9", login.there)
    assert back.returncode != 0
    assert "remote port forwarding failed" in back.stderr


def test_neither_agent_nor_windows_are_forwarded(login: Login, tmp_path: Path) -> None:
    set_up(login.home)
    agent = socket.socket(socket.AF_UNIX)
    agent.bind(str(tmp_path / "agent"))
    agent.listen()
    before = agents()
    more = (f"ForwardAgent={tmp_path / 'agent'}", "ForwardX11=yes", "ForwardX11Trusted=yes")
    coach = login.open(*more, DISPLAY="127.0.0.1:99").until("How worn out")
    more_agents = agents() - before
    coach.press("q").ended()
    agent.close()

    assert more_agents == set()
    assert "X11 forwarding request failed" in coach.raw.decode()


def agents() -> set[Path]:
    """Where a server of OpenSSH's listens for the agents of its clients."""
    return {*Path("/tmp").glob("ssh-*/agent.*"), *Path.home().glob(".ssh/agent/*")}


@by_key
def test_keys_that_stop_or_end_do_nothing_while_it_loads_and_are_keys_after(login: Login) -> None:
    set_up(login.home)
    trap = "trap '' INT QUIT TSTP\n"
    login.forced(put(login.server.wrapper.read_text(), trap, f"{trap}echo begun\n"))
    coach = login.open().until("begun")  # before that there is only a shell to be ended, and the connection with it
    end = time.monotonic() + PATIENCE
    while "How worn out" not in coach.text:
        assert time.monotonic() < end, coach.text
        coach.paste(b"\x03\x1a\x1c").reads(0.01)
    coach.paste(b"\x1a\x1c\x10").reads(0.3)  # ctrl+z, ctrl+\, ctrl+p
    coach.press("6").until("Tired: 6").paste(b"\x03").until("Ctrl-C again leaves").paste(b"\x03")

    assert coach.ended() == 0
    login.until_gone()


@by_key
def test_a_note_full_of_actions_is_a_note(login: Login, env: dict[str, str], tmp_path: Path) -> None:
    set_up(login.home)
    hostile = f"[@click=app.screenshot('x.svg','{tmp_path}')]x[/] [@click=app.suspend_process]y[/] [link=file:///]z[/]"
    coach = login.open().until("How worn out").press("n").until("esc keeps it").paste(hostile.encode()).until("z[/]")
    coach.press("esc").until("Note kept").press("n").until("[@click=app.screenshot").press("enter", "esc").reads(0.2)
    coach.paste(b"\x1b[<0;10;4M\x1b[<0;10;4m").press("6").until("Tired: 6").press("q")

    assert coach.ended() == 0
    assert shown(env)["note"].startswith(hostile)
    assert [path.name for path in tmp_path.iterdir() if path != login.home] == []


@by_key
def test_what_is_known_and_asked_about_magnesium_opens_over_the_login_too(login: Login, env: dict[str, str]) -> None:
    session = set_up(login.home)
    coach = login.open().until("How worn out").press("!").until("slow, shallow or hard breathing").press("esc")
    coach.until("How worn out").press("6").until("Tired: 6").press("down").until("None since")
    coach.press("3").until("Worth showing a doctor")
    coach.press("4").until("Where common advice").press("5").until("Day turn").press(*["down"] * 9, "enter")
    coach.until("questions open").press("a").until("Its name, as on the packet").paste(b"[link=file:///]warfarin[/]")
    coach.press("enter").reads(0.5)
    coach.press("esc", "esc").reads(0.3)
    coach.press("q")

    assert coach.ended() == 0
    assert str(login.home) not in coach.raw.decode()
    session.reload()
    assert {medicine.name for medicine in session.profile.medicines} <= {"[link=file:///]warfarin[/]"}


@by_key
@pytest.mark.parametrize("wrapped", [True, False], ids=["wrapper", "bare"])
def test_what_a_client_puts_in_the_environment_does_nothing(login: Login, tmp_path: Path, wrapped: bool) -> None:
    set_up(login.home)
    if not wrapped:
        login.forced(f"#!/bin/sh\nexec {sys.executable} -m coach --kiosk --home {login.home} tonight\n")
    evil = tmp_path / "evil"
    evil.mkdir()
    (evil / "browser").write_text(f"#!/bin/sh\ntouch {evil}/ran\n")
    smuggled = {
        **dict.fromkeys(("COACH_HOME", "XDG_DATA_HOME", "HOME", "TERMINFO", "TERMINFO_DIRS"), f"{evil}/data"),
        **dict.fromkeys(("BROWSER", "EDITOR", "VISUAL", "PAGER"), f"{evil}/browser"),
        **dict.fromkeys(("TEXTUAL_LOG", "PYTHONSTARTUP"), f"{evil}/log"),
        "PYTHONINSPECT": "1",
        "TEXTUAL": "debug,devtools",
        "TEXTUAL_DRIVER": "antigravity:Driver",
        "TEXTUAL_PRESS": "q",
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(evil),
        "COLUMNS": "1",
    }
    came = tmp_path / "came"
    login.forced(put(login.server.wrapper.read_text(), "#!/bin/sh\n", f"#!/bin/sh\nenv > {came}\n"))
    coach = login.open(f"SetEnv={' '.join(f'{name}={value}' for name, value in smuggled.items())}")
    coach.until("How worn out").reads(0.3)
    at_the_door = came.read_text().splitlines()
    assert all(f"{name}={smuggled[name]}" in at_the_door for name in smuggled.keys() - {"HOME", "COLUMNS"})
    coach.press("6").until("Tired: 6").press("q")

    assert coach.ended() == 0
    assert b">>>" not in coach.raw
    assert [path.name for path in evil.iterdir()] == ["browser"]
    login.until_gone()


@by_key
def test_a_terminal_and_a_zone_that_are_paths_are_none(login: Login) -> None:
    set_up(login.home)
    login.forced(f"#!/bin/sh\nexec {COACH} --kiosk --home {login.home} tonight\n")
    coach = login.open("SetEnv=TERM=../../evil TZ=:/etc/passwd").until("in plain lines").until("How worn out")
    environ = Path(f"/proc/{login.coaches[-1]}/environ").read_text()
    coach.press("q", "enter")  # a terminal of no name is one that prints lines

    assert "../../evil" in environ  # what it was started with
    assert coach.ended() == 0


@by_key
def test_a_session_whose_client_froze_is_saved_and_dropped_and_holds_up_nobody(
    login: Login, env: dict[str, str]
) -> None:
    set_up(login.home)
    frozen = login.open().until("How worn out").press("n").until("esc keeps it").press(*"half").until("half")
    old = login.coaches
    frozen.signal(signal.SIGSTOP)

    coach = login.open().until("How worn out").press("6").until("Tired: 6").until("note begun")
    end = time.monotonic() + PATIENCE
    while set(old) & set(login.coaches):
        assert time.monotonic() < end, "the server never noticed"
        coach.reads(0.05)
    coach.press("n").until("half").press("esc").until("Note kept").press("q")
    assert coach.ended() == 0

    night = shown(env)
    assert (night["scores"], night["note"]) == ({"tired": 6}, "half")


@by_key
def test_a_fault_names_no_folder_of_the_server(login: Login) -> None:
    set_up(login.home)
    (login.home / "settings.json").unlink()
    (login.home / "settings.json").symlink_to("/etc/passwd")
    coach = login.open()

    assert coach.ended() == 1
    assert b"settings.json is a link" in coach.raw
    assert str(login.home).encode() not in coach.raw
