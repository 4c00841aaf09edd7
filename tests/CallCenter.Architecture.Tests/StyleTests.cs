namespace CallCenter.Architecture.Tests;

/// <summary>Rules of style no compiler checks.</summary>
public sealed class StyleTests
{
    private const int Longest = 300;

    [Fact]
    public void A_file_over_300_lines_says_why_at_its_top()
    {
        var files = Repository.Sources(".cs").Concat(Repository.Sources(".ts")).Concat(Repository.Sources(".razor")).ToList();
        Assert.True(files.Count > 100, $"only {files.Count} files were found");
        string[] unexplained = [.. files.Where(f => File.ReadLines(f).Count() > Longest && !File.ReadLines(f).Take(5).Any(l => l.Contains("long because")))];
        Assert.Empty(unexplained);
    }

    [Fact]
    public void Nothing_is_left_undone()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception", "Skip " + "= \"", "#reg" + "ion"];
        string[] marked = [.. from file in Repository.Sources(".cs").Concat(Repository.Sources(".ts")).Concat(Repository.Sources(".razor"))
                     from line in File.ReadLines(file)
                     where marks.Any(line.Contains)
                     select $"{file}: {line.Trim()}"];
        Assert.Empty(marked);
    }
}
