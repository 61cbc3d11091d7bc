"""People 人员: who signs in. What they may do comes from their seats alone."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lifecycle.fields import LineField

USERNAME = r"^[A-Za-z0-9_.\-一-鿿]+$"


class Person(AbstractUser):
    """One human being with an account; never deleted, only deactivated."""

    username = LineField(
        _("账号"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(USERNAME, _("账号只能用汉字、英文字母、数字和 . _ -"))],
    )
    name = LineField(_("姓名"), max_length=60)
    language = models.CharField(
        _("邮件语言"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("选英文的，邮件在中文之后再附英文"),
    )
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints = [
            models.CheckConstraint(
                name="username_plain", condition=models.Q(username__regex=USERNAME)
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """Return the name as written in Chinese, in one piece."""
        return self.name

    def get_short_name(self) -> str:
        """Return the same."""
        return self.name
