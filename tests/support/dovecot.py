"""A private dovecot on high ports of this machine: IMAP to read, LMTP to deliver, one password for everyone.

Run by root, mail belongs to nobody; else everything belongs to who runs it. No service of the system is touched, and
`stop` ends only the process that `start` began.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import free_port

PASSWORD = "secret"

CONFIG = """
protocols = imap lmtp
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {log}
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
first_valid_uid = 1
mail_location = maildir:{home}/mail/%u
mail_fsync = never
postmaster_address = postmaster@localhost
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
}}
{owner}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running instance; any user name is a mailbox."""

    imap_port: int
    lmtp_port: int
    home: Path
    log: Path
    pid: int

    def imap_url(self, user: str = "orders") -> str:
        """Where `ImapListener` reads this user's mail."""
        return f"imap://{user}:{PASSWORD}@127.0.0.1:{self.imap_port}/INBOX"

    def folder(self, user: str = "orders") -> Path:
        """The maildir of this user."""
        return self.home / "mail" / user

    def stop(self) -> None:
        """Ends it by its own process id, waits, and removes what it kept."""
        os.kill(self.pid, signal.SIGTERM)
        _wait(lambda: not Path(f"/proc/{self.pid}").exists(), "dovecot did not end")
        shutil.rmtree(self.home, ignore_errors=True)


def program() -> str | None:
    """The dovecot of this machine, or None."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def start(tmp_path: Path) -> Dovecot:
    """Starts an instance; configuration and log are kept in `tmp_path`. Raises RuntimeError with dovecot's words."""
    # Mail belongs to nobody, who cannot enter a test's own folder, and socket paths must be short.
    home = Path(tempfile.mkdtemp(prefix="dc"))
    home.chmod(0o755)
    is_root = os.getuid() == 0
    user = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.getuid())
    (home / "mail").mkdir()
    if is_root:
        os.chown(home / "mail", user.pw_uid, user.pw_gid)
    imap, lmtp, log = free_port(), free_port(), tmp_path / "dovecot.log"
    owner = "" if is_root else f"default_internal_user = {user.pw_name}\ndefault_login_user = {user.pw_name}"
    config = tmp_path / "dovecot.conf"
    config.write_text(
        CONFIG.format(
            home=home,
            log=log,
            uid=user.pw_uid,
            gid=user.pw_gid,
            imap=imap,
            lmtp=lmtp,
            owner=owner,
            password=PASSWORD,
        )
    )
    said = tmp_path / "dovecot.err"
    # It goes on as a daemon and keeps what it was given to write to, so a pipe would never end.
    with said.open("wb") as errors:
        command = [program() or "dovecot", "-c", str(config)]
        done = subprocess.run(command, stdout=errors, stderr=errors, check=False)
    if done.returncode:
        raise RuntimeError(f"dovecot did not start: {said.read_text()}")
    written = home / "run" / "master.pid"
    _wait(lambda: written.exists() and written.read_text().endswith("\n"), f"dovecot wrote no pid, see {log}")
    _wait(lambda: _answers(imap) and _answers(lmtp), f"dovecot does not answer, see {log}")
    pid = int(written.read_text())
    return Dovecot(imap_port=imap, lmtp_port=lmtp, home=home, log=log, pid=pid)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _wait(done: Callable[[], bool], otherwise: str, seconds: float = 10.0) -> None:
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise RuntimeError(otherwise)
        time.sleep(0.02)
