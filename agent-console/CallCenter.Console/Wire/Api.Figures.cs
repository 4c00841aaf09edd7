using System.Globalization;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>The figures.</summary>
internal sealed partial class Api
{
    private const string Figures = "api/figures";

    /// <summary>Without days: the Server's today.</summary>
    public Task<Reply<FiguresPage>> FiguresAsync(DateOnly? from, DateOnly? to, string queue, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"{Figures}?{(from is { } first ? $"from={Iso(first)}&" : "")}{(to is { } last ? $"to={Iso(last)}&" : "")}queue={Uri.EscapeDataString(queue)}", null, WireJson.Default.FiguresPage, ct: ct);

    public static string FiguresWorkbook(FiguresPage page, string language) => $"{Table(page, language)}&format=xlsx";

    /// <param name="by">queue, agent, half-hour, day</param>
    public static string FiguresCsv(FiguresPage page, string by, string language) => $"{Table(page, language)}&format=csv&by={by}";

    private static string Table(FiguresPage page, string language)
        => $"{Figures}/table?from={Iso(page.From)}&to={Iso(page.To)}&queue={Uri.EscapeDataString(page.Queue ?? "")}&language={language}";

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
