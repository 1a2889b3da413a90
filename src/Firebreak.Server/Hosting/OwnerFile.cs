namespace Firebreak.Server.Hosting;

/// <summary>Files that are there whole or not at all.</summary>
internal static class OwnerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes a file beside its place, syncs it and moves it there. After a power cut the old one may stand again, never half of one.
    /// </summary>
    /// <param name="ownerOnly">Whether other users are kept from reading it; on Windows the folder's rights decide.</param>
    public static void Write(string path, string text, bool ownerOnly)
    {
        var next = path + ".next";
        // One left by a crash keeps its own mode when it is only opened again.
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = ownerOnly ? OwnerOnly : OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        using (var file = new FileStream(next, options))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }
}
