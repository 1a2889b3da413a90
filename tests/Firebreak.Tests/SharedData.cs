namespace Firebreak.Tests;

/// <summary>Test data that is not ours to keep in this repository: it lies in the folder <c>shared</c> beside it.</summary>
public static class SharedData
{
    /// <summary>The full path of a file or folder under shared/data; throws when it is not there, so that no test passes by finding nothing.</summary>
    public static string Path(string relative)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository, "..", "shared", "data", relative));
        if (File.Exists(path) || System.IO.Directory.Exists(path)) return path;
        throw new FileNotFoundException($"The test data '{relative}' is missing: expected it at '{path}', beside the repository.", path);
    }

    /// <summary>The repository's root: the nearest folder above the tests that holds Firebreak.slnx.</summary>
    public static string Repository { get; } = FindRepository();

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Firebreak.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above '{AppContext.BaseDirectory}' holds Firebreak.slnx.");
    }
}
