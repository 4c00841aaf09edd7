using System.Globalization;
using System.IO.Compression;
using System.Text;
using CallCenter.Contracts;
using CsvHelper;
using CsvHelper.Configuration;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace CallCenter.Server.Registry;

/// <summary>The whole file cannot be taken. The code is one of <see cref="ImportProblem"/>.</summary>
internal sealed class TableException(string code, string? detail = null, Exception? cause = null) : Exception(code, cause)
{
    public string Code { get; } = code;
    public string? Detail { get; } = detail;
}

/// <summary>A line as it stands in the file.</summary>
/// <param name="Number">The heading is 1.</param>
internal readonly record struct TableLine(int Number, IReadOnlyList<string> Cells);

/// <summary>Reads a table line by line, whatever its size: CSV in UTF-8, GB18030 or UTF-16, or an Excel workbook's first sheet. Nothing in it is ever evaluated.</summary>
internal static class ResidentTable
{
    public const int MostLines = 500_000;
    private const int MostColumns = 100, LongestField = 1_000_000, Sample = 64 * 1024;
    private const long MostUnpacked = 1_000_000_000, MostTexts = 150_000_000;

    /// <summary>One bad byte among so many good characters does not make another encoding of a file.</summary>
    private const int GoodPerBad = 20;

    static ResidentTable() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="file">Can be read again from its start.</param>
    /// <returns>utf-8, gb18030, utf-16 or xlsx.</returns>
    /// <exception cref="TableException"/>
    public static string FormatOf(Stream file)
    {
        var head = new byte[Sample];
        file.Position = 0;
        var length = file.ReadAtLeast(head, Sample, throwOnEndOfStream: false);
        if (length == 0) throw new TableException(ImportProblem.Empty);
        var start = head.AsSpan(0, length);
        if (start.StartsWith("PK"u8)) return "xlsx";
        if (start.StartsWith<byte>([0xFF, 0xFE]) || start.StartsWith<byte>([0xFE, 0xFF])) return "utf-16";
        // An old workbook, a picture, a program.
        if (start.Contains((byte)0)) throw new TableException(ImportProblem.NoTable);
        return IsUtf8(file) ? "utf-8" : "gb18030";
    }

    /// <summary>Lines with anything in them, the heading first.</summary>
    /// <exception cref="TableException">Told where it is met, after the lines before it.</exception>
    public static IEnumerable<TableLine> Read(Stream file, string format)
    {
        file.Position = 0;
        var count = 0;
        using var lines = (format == "xlsx" ? Excel(file) : Csv(file, format)).GetEnumerator();
        while (Next(lines))
        {
            if (lines.Current.Cells.All(string.IsNullOrWhiteSpace)) continue;
            if (lines.Current.Cells.Count > MostColumns && count == 0) throw new TableException(ImportProblem.NoHeadings, $"{lines.Current.Cells.Count}");
            if (++count > MostLines + 1) throw new TableException(ImportProblem.TooManyLines, $"{MostLines}");
            yield return lines.Current;
        }
    }

    /// <summary>A package that is damaged, or made to do harm, throws whatever its reader stumbles over.</summary>
    private static bool Next(IEnumerator<TableLine> lines)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException or System.Xml.XmlException or KeyNotFoundException or NullReferenceException or ArgumentException
            or InvalidOperationException or IndexOutOfRangeException or OverflowException or CsvHelperException or NotSupportedException or InvalidCastException)
        {
            throw new TableException(ImportProblem.BrokenTable, $"{lines.Current.Number + 1}", fault);
        }
    }

    private static IEnumerable<TableLine> Csv(Stream file, string format)
    {
        var encoding = format switch { "gb18030" => Encoding.GetEncoding("GB18030"), "utf-16" => Encoding.Unicode, _ => Encoding.UTF8 };
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: format != "gb18030", bufferSize: Sample, leaveOpen: true);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = Delimiter(file, encoding), BadDataFound = null, MissingFieldFound = null, MaxFieldSize = LongestField, ProcessFieldBufferSize = Sample, CacheFields = false,
            TrimOptions = TrimOptions.None, IgnoreBlankLines = false, DetectColumnCountChanges = false,
        }, leaveOpen: true);
        var number = 0;
        while (parser.Read())
        {
            number++;
            yield return new TableLine(number, [.. parser.Record!]);
        }
    }

    /// <summary>Whatever the first line has most of.</summary>
    private static string Delimiter(Stream file, Encoding encoding)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 4096, leaveOpen: true);
        var heading = reader.ReadLine() ?? "";
        file.Position = 0;
        return ((string[])[",", "\t", ";"]).MaxBy(mark => heading.Count(c => c == mark[0]))!;
    }

    private static IEnumerable<TableLine> Excel(Stream file)
    {
        using (var package = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
        {
            // A workbook's texts are kept in memory while it is read, and only there: its reader's own cache would lie open in the temporary folder.
            if (package.Entries.Sum(entry => entry.Length) > MostUnpacked || package.GetEntry("xl/sharedStrings.xml")?.Length > MostTexts) throw new TableException(ImportProblem.TooManyLines, $"{MostLines}");
            if (!package.Entries.Any(entry => entry.FullName.StartsWith("xl/", StringComparison.OrdinalIgnoreCase))) throw new TableException(ImportProblem.NoTable);
        }
        file.Position = 0;
        var number = 0;
        foreach (var row in file.Query(excelType: ExcelType.XLSX, configuration: new OpenXmlConfiguration { EnableSharedStringCache = false }))
        {
            number++;
            yield return new TableLine(number, [.. ((IDictionary<string, object?>)row).Values.Take(MostColumns + 1).Select(Cell)]);
        }
    }

    private static string Cell(object? cell) => cell switch
    {
        null => "",
        DateTime { TimeOfDay.Ticks: 0 } date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime instant => instant.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    private static bool IsUtf8(Stream file)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: Sample, leaveOpen: true);
        var text = new char[Sample];
        var (good, bad) = (0L, 0L);
        for (int length; (length = reader.Read(text)) > 0;)
        {
            foreach (var c in text.AsSpan(0, length))
            {
                if (c == '\uFFFD') bad++;
                else if (c > '\x7F') good++;
            }
        }
        return bad * GoodPerBad <= good;
    }
}
