"""Taking a file from the network: no more of it is written down than may be kept."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class Limited(TemporaryFileUploadHandler):
    """Writes a file to the disk up to the limit; what follows is counted and let go.

    A file that is too large arrives empty, with the size it had: whoever takes it says so, and the
    rest of the form is there.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write the next piece."""
        if start + len(raw_data) <= settings.UPLOAD_MAX_BYTES:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """Return the file, whole or with its size alone."""
        if file_size <= settings.UPLOAD_MAX_BYTES:
            return super().file_complete(file_size)
        self.file.close()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, file_size)
