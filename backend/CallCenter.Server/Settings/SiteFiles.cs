using System.Globalization;
using System.Text;
using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Callers;

namespace CallCenter.Server.Settings;

/// <summary>
/// The copies of the site settings on disk: settings.json, from which the Server starts while the database is away, and site.conf and alarm-numbers.conf,
/// which the dialplan reads with every call. All are replaced whole and reach the disk before they take their name.
/// </summary>
internal sealed class SiteFiles(CenterOptions options)
{
    private const string Header = "; Numbers and duty number, read by the dialplan with every call. Replaced whole, never edited in place.\n";
    private string Copy => Path.Combine(options.Paths.Home, "settings.json");
    private string Dialplan => Path.Combine(options.Paths.Asterisk, "site", "site.conf");
    private string Alarms => Path.Combine(options.Paths.Asterisk, "site", "alarm-numbers.conf");

    /// <summary>Null where there is none, or none that can be read.</summary>
    public IReadOnlyList<StoredSetting>? Load()
    {
        try
        {
            using var file = File.OpenRead(Copy);
            return JsonSerializer.Deserialize<List<StoredSetting>>(file, SiteSnapshot.Json);
        }
        catch (Exception fault) when (fault is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The disk refuses.</exception>
    public void Write(SiteSnapshot site, string? dutyNumber, DateOnly today)
    {
        Replace(Copy, JsonSerializer.Serialize(site.Stored.OrderBy(s => s.Section, StringComparer.Ordinal).ThenBy(s => s.Id, StringComparer.Ordinal), SiteSnapshot.Json));
        // Asterisk's folder is made by its own start script: without it there is no Asterisk of ours to tell.
        if (!Directory.Exists(Path.GetDirectoryName(Dialplan))) return;
        Replace(Dialplan, DialplanText(site, dutyNumber));
        Replace(Alarms, AlarmFile.Text(site, today, options.AreaCode));
    }

    public static string DialplanText(SiteSnapshot site, string? dutyNumber)
    {
        var text = new StringBuilder(Header).Append(CultureInfo.InvariantCulture, $"[duty]\nnumber = {dutyNumber}\n");
        foreach (var number in site.Numbers)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{number.Number}]\nqueue = {number.Queue}\nlease = {number.LeaseSeconds}\nlife = {(site.Queue(number.Queue).Priority == 1 ? 1 : 0)}\n");
        }
        return text.ToString();
    }

    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Replace(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text) return;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        using (var file = new FileStream(path + ".new", options))
        {
            file.Write(Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }
}
