"""The treasury's file as it is sent, and as the page carries it until it is confirmed."""

import base64
import binascii
import zlib

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lifecycle.rules.file_names import clean_name

MOST_BYTES = 8 * 2**20
MOST_CARRIED = 2 * 2**20
"""Characters of one packed file in a page; what is larger goes by the command."""
MOST_ROWS = 20_000


class ExecutionFile(forms.Form):
    """A file of the treasury."""

    content = forms.FileField(
        label=gettext_lazy("国库支付数据（CSV或XLSX）"), max_length=200, allow_empty_file=True
    )

    def clean_content(self) -> bytes:
        """Read the file, unless it is more than a page can carry."""
        sent = self.cleaned_data["content"]
        raw = sent.read() if sent.size <= MOST_BYTES else b""
        if sent.size > MOST_BYTES or len(packed(raw)) > MOST_CARRIED:
            words = {"rows": MOST_ROWS}
            raise forms.ValidationError(
                _("文件过大：页面最多导入%(rows)s行，请由系统管理员用命令import_execution导入")
                % words
            )
        self.name = clean_name(sent.name or "")
        return bytes(raw)


class CarriedFile(forms.Form):
    """The same file as it lay in the page: nothing of it lies on the server meanwhile."""

    workbook = forms.CharField(max_length=MOST_CARRIED, widget=forms.HiddenInput())
    file = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput())

    def clean_workbook(self) -> bytes:
        """Unpack it, no further than a file may be."""
        try:
            sent = base64.b64decode(self.cleaned_data["workbook"], validate=True)
            unpacking = zlib.decompressobj()
            raw = unpacking.decompress(sent, MOST_BYTES)
        except (binascii.Error, ValueError, zlib.error):
            raise forms.ValidationError(_("页面携带的文件已损坏，请重新上传")) from None
        if not unpacking.eof:
            raise forms.ValidationError(_("页面携带的文件已损坏，请重新上传"))
        return raw

    def clean_file(self) -> str:
        """Keep what is safe of its name."""
        return clean_name(self.cleaned_data["file"])


def packed(raw: bytes) -> str:
    """Pack a file for the page."""
    return base64.b64encode(zlib.compress(raw)).decode()
