using System.Globalization;

namespace CallCenter.Server.Audit;

/// <summary>
/// The heads the chain has had, one a line, in a file of the home outside the database: rows cut off at the end, or a chain written anew from
/// some row on, do not agree with it. Older lines are thinned out, the newest stay.
/// </summary>
internal sealed class AuditHeads(string file)
{
    private const int LongestFile = 1 << 20, KeptWhole = 1000, KeptOf = 64;

    public void Append(AuditHead head)
    {
        using (var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.Seq} {head.Hash}\n")));
            stream.Flush(flushToDisk: true);
        }
        if (new FileInfo(file).Length > LongestFile) Thin();
    }

    public IReadOnlyList<AuditHead> Read() => File.Exists(file) ? [.. File.ReadLines(file).Select(Parse).OfType<AuditHead>()] : [];

    private static AuditHead? Parse(string line) =>
        line.Split(' ') is [var seq, { Length: 64 } hash] && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new AuditHead(number, hash) : null;

    private void Thin()
    {
        var lines = File.ReadAllLines(file);
        var newest = lines.Length - KeptWhole;
        File.WriteAllLines(file + ".part", lines.Where((_, n) => n >= newest || n % KeptOf == 0));
        File.Move(file + ".part", file, overwrite: true);
    }
}
