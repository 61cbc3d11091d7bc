"""One whole budget year on the real 2023 figures: built, moved, mailed, reported, then served."""

import gc
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.processes import Processes
from config.services import free_port
from lifecycle import sealing
from lifecycle.demo import telling
from lifecycle.demo.chapters import YEAR, Chapter
from lifecycle.demo.city import PASSWORD
from lifecycle.demo.story import Astray
from lifecycle.figures import figures
from lifecycle.models import Notice, Organisation, TransitionLog

PORT = 8000
MANAGE = Path(settings.BASE_DIR) / "manage.py"
LOGINS = {
    "单位经办": "unit_officer-201001",
    "单位负责人": "unit_head-201001",
    "部门绩效专员": "department_officer-201",
    "部门负责人": "department_head-201",
    "财政业务科室": "desk-101",
    "财政绩效科": "performance",
    "财政预算科": "budget",
    "市领导": "leader",
    "人大": "congress",
    "第三方机构": "agency-1",
    "专家": "expert-1",
    "审计": "auditor",
    "系统管理员": "administrator",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop everything at the end")
        parser.add_argument(
            "--json", action="store_true", dest="as_json", help="print only the figures"
        )
        parser.add_argument(
            "--fresh", action="store_true", help="start over with an empty database"
        )

    def handle(self, *, once: bool, as_json: bool, fresh: bool, **options: Any) -> None:
        """Tell what is untold of the year, print the figures, then serve the site."""
        self.screen = Console(stderr=as_json, highlight=False)
        self._ready(fresh=fresh)
        port = free_port(PORT)
        settings.SITE_URL = f"http://127.0.0.1:{port}"
        mail_port, book = free_port(), settings.VAR_DIR / "log" / "mail.txt"
        with self._processes(mail_port) as processes:
            processes.mail(mail_port, book)
            self._tell(processes, book, serving=not once)
            self._print(as_json=as_json)
            if not once:
                self._serve(processes, port)

    def _ready(self, *, fresh: bool) -> None:
        if fresh and not settings.EMBEDDED:
            raise CommandError("--fresh 只用于演示自带的数据库；已指定 DATABASE_URL，请换一个空库")
        if fresh:
            for seal in Path(settings.SEAL_DIR).glob(sealing.FILES):
                seal.unlink()  # of a city that is gone
        migrate = [sys.executable, str(MANAGE), "migrate", "--verbosity", "0"]
        if subprocess.run(migrate, stdin=subprocess.DEVNULL, check=False).returncode:  # noqa: S603
            raise CommandError("数据库结构未能建立，见上文")
        if Organisation.objects.exists() and not telling.told():
            raise CommandError("这个数据库里已有别的数据，演示不会写入；请换一个空库")
        call_command("epoch", adopt=True, stdout=io.StringIO())

    @contextmanager
    def _processes(self, mail_port: int) -> Iterator[Processes]:
        environment = {
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(mail_port),
            "SITE_URL": settings.SITE_URL,
            "TICK_SECONDS": "5",
            "RELAY_SECONDS": "5",
            "LOG_FORMAT": "plain",
            "LOG_LEVEL": "WARNING",
        }
        with Processes(settings.VAR_DIR / "log", environment) as processes:
            yield processes

    def _tell(self, processes: Processes, book: Path, *, serving: bool) -> None:
        chapters = telling.untold()
        if chapters or serving:
            processes.celery()
        if not chapters:
            return
        started = time.monotonic()
        # Hundreds of thousands of rows pass through; few form cycles worth looking for so often.
        gc.set_threshold(100_000, 50, 50)
        try:
            self._show(chapters)
            telling.wait_for_mail(wake=wake)
        except Astray as astray:
            raise CommandError(f"{astray} {processes.fallen()}") from astray
        sent = Notice.objects.filter(state=Notice.State.SENT).count()
        caught = book.read_text().split()
        self.screen.print(
            f"流转 {TransitionLog.objects.count()} 步；通知 {sent} 条，邮件服务器收到"
            f" {len(caught)} 封（{len(set(caught))} 个消息编号）；"
            f"用时 {time.monotonic() - started:.0f} 秒"
        )

    def _show(self, chapters: list[Chapter]) -> None:
        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=self.screen, disable=not self.screen.is_terminal) as bar:
            task = bar.add_task("", total=len(chapters))

            def on_chapter(title: str) -> None:
                bar.update(task, advance=1, description=title)
                if not self.screen.is_terminal:
                    self.screen.print(f"{bar.tasks[task].elapsed or 0:5.0f} 秒  {title}")

            def on_wait(day: str) -> None:
                bar.update(task, description=f"{day} 定时任务")

            telling.tell(chapters, wake=wake, progress=telling.Progress(on_chapter, on_wait))

    def _print(self, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(figures(YEAR), ensure_ascii=False, indent=1))
        else:
            call_command("report", YEAR, format="text", stdout=self.stdout)
        connection.close()

    def _serve(self, processes: Processes, port: int) -> None:
        processes.web(port)
        if port != PORT:
            self.screen.print(f"端口 {PORT} 已被占用，改用 {port}")
        self.screen.print(f"\n打开 {settings.SITE_URL}，密码一律为 {PASSWORD}：")
        for kind, name in LOGINS.items():
            self.screen.print(f"  {kind:<8}\t{name}")
        self.screen.print("按 Ctrl-C 停止")
        try:
            while not (fallen := processes.fallen()):
                time.sleep(1)
        except KeyboardInterrupt:
            return
        raise CommandError(f"一个进程意外结束：{fallen}")


def wake() -> None:
    """Hint the worker that there is something to do; beat would tell it within seconds anyway."""
    for task in ("lifecycle.tick", "lifecycle.relay"):
        current_app.send_task(task, retry=False)
