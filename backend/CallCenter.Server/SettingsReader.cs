using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CallCenter.Contracts;
using CallCenter.Data.Databases;
using Microsoft.Extensions.Configuration.Json;

namespace CallCenter.Server;

/// <summary>Reads CALLCENTER_* settings and collects every fault, so that one start tells all of them.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    /// <summary>host or host:port.</summary>
    public const string Place = "[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?";
    private const string Prefix = "CALLCENTER_";
    private readonly List<string> _faults = [];

    public void ThrowIfFaulty()
    {
        if (_faults.Count > 0) throw new SettingsException(string.Join(Environment.NewLine, _faults));
    }

    public string Text(string name, string fallback) =>
        configuration[Prefix + name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : fallback;

    public string Required(string name, string meaning)
    {
        var text = Text(name, "");
        if (text.Length == 0) Fault(name, $"is not set: set it to {meaning}");
        return text;
    }

    public int Port(string name, int fallback) => Whole(Text(name, ""), fallback, 1, 65535, Prefix + name, "a port from 1 to 65535");

    public int Whole(string name, int fallback, int low, int high) => Whole(Text(name, ""), fallback, low, high, Prefix + name, $"a whole number from {low} to {high}");

    public bool Flag(string name, bool fallback)
    {
        var text = Text(name, fallback ? "1" : "0").ToLowerInvariant();
        if (text is not ("1" or "0" or "true" or "false")) Fault(name, $"is '{text}': set it to 1 or 0");
        return text is "1" or "true";
    }

    public string Address(string name, string fallback)
    {
        var text = Text(name, fallback);
        if (!IPAddress.TryParse(text, out _)) Fault(name, $"is '{text}': set it to the IP address to listen on, such as 127.0.0.1");
        return text;
    }

    public string Matching(string name, string fallback, string pattern, string meaning)
    {
        var text = Text(name, fallback);
        if (!Fits(text, pattern)) Fault(name, $"is '{text}': set it to {meaning}");
        return text;
    }

    /// <summary>DATABASE, or the file DATABASE_FILE names: a password in the environment is seen by more eyes than one in a file.</summary>
    public DatabaseChoice Database(string sqliteFile)
    {
        var (name, text, file) = ("DATABASE", Text("DATABASE", ""), Text("DATABASE_FILE", ""));
        if (text.Length > 0 && file.Length > 0) Fault("DATABASE_FILE", "and CALLCENTER_DATABASE are both set: set one of them");
        try
        {
            if (file.Length > 0) (name, text) = ("DATABASE_FILE", File.ReadAllText(file));
            return DatabaseChoice.Parse(text, sqliteFile);
        }
        catch (FormatException fault)
        {
            Fault(name, fault.Message);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Fault("DATABASE_FILE", $"is '{file}', which cannot be read: set it to a file with one line such as postgres:Host=…;Database=…;Username=…;Password=…");
        }
        return new DatabaseChoice(DatabaseKind.Sqlite, sqliteFile);
    }

    /// <summary>What stands in the file the setting names; null when it names none.</summary>
    public string? Secret(string name, string meaning)
    {
        var path = Text(name, "");
        if (path.Length == 0) return null;
        try
        {
            if (File.ReadAllText(path).Trim() is { Length: > 0 } secret) return secret;
        }
        catch (Exception ex) when (ex is IOException or UnauthorizedAccessException)
        {
            Fault(name, $"is '{path}', which cannot be read: set it to {meaning}");
            return null;
        }
        Fault(name, $"is '{path}', which is empty: set it to {meaning}");
        return null;
    }

    public IReadOnlyList<string> Words(string name, string fallback, string pattern, string meaning)
    {
        // Set to nothing means none, unlike other settings, where it means the default.
        var words = (configuration[Prefix + name] ?? fallback).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words.Where(word => !Fits(word, pattern))) Fault(name, $"has '{word}': set it to {meaning}");
        return words;
    }

    public IReadOnlyList<DialledNumber> Numbers(string fallback, IReadOnlyList<QueueOptions> queues)
    {
        const string name = "NUMBERS", meaning = "number:queue:lease seconds, separated by blanks, such as 12345:hotline:30";
        var numbers = new List<DialledNumber>();
        foreach (var item in Text(name, fallback).Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = item.Split(':');
            if (parts.Length != 3 || !Fits(parts[0], "[0-9+*#]{1,20}") || !int.TryParse(parts[2], CultureInfo.InvariantCulture, out var lease) || lease is < 3 or > 600)
                Fault(name, $"has '{item}': set it to {meaning} (lease 3 to 600)");
            else if (queues.All(queue => queue.Id != parts[1]))
                Fault(name, $"names the queue '{parts[1]}', which section Queues does not have");
            else if (numbers.Any(number => number.Number == parts[0]))
                Fault(name, $"has {parts[0]} twice");
            else
                numbers.Add(new DialledNumber(parts[0], parts[1], lease));
        }
        return numbers;
    }

    /// <summary>Names of site settings that do not come from appsettings.json; see <see cref="CenterOptions.Given"/>.</summary>
    public IReadOnlySet<string> Given(IReadOnlyList<QueueOptions> queues)
    {
        var given = new HashSet<string>();
        if (Text("NUMBERS", "").Length > 0) given.Add(SettingSection.Numbers);
        foreach (var (section, queue) in configuration.GetSection("Queues").GetChildren().Zip(queues))
        {
            foreach (var field in section.GetChildren().Where(field => field.Key != "Id" && IsGiven(field.Path))) given.Add($"{SettingSection.Queues}/{queue.Id}/{JsonNamingPolicy.CamelCase.ConvertName(field.Key)}");
        }
        return given;
    }

    private bool IsGiven(string path) => configuration is IConfigurationRoot root && root.Providers.Any(provider => provider is not JsonConfigurationProvider && provider.TryGet(path, out _));

    public IReadOnlyList<QueueOptions> Queues()
    {
        var queues = configuration.GetSection("Queues").GetChildren().Select(Queue).ToList();
        if (queues.Count == 0) _faults.Add("Section Queues of appsettings.json is empty: name at least one queue.");
        foreach (var twice in queues.GroupBy(queue => queue.Id).Where(group => group.Count() > 1)) _faults.Add($"Section Queues has '{twice.Key}' twice.");
        return queues;
    }

    private QueueOptions Queue(IConfigurationSection section)
    {
        int Number(string name, int fallback, int low, int high) =>
            Whole(section[name] ?? "", fallback, low, high, $"{Prefix}{section.Path.Replace(":", "__")}__{name}", $"a whole number from {low} to {high}");

        var id = section["Id"] ?? "";
        if (!Fits(id, "[a-z][a-z0-9-]{0,31}")) _faults.Add($"{section.Path}:Id is '{id}': set it to small letters, digits and hyphens.");
        return new QueueOptions(id, section["NameZh"] ?? id, section["NameEn"] ?? id, Number("Priority", 3, 1, 4), Number("OfferSeconds", 20, 5, 60), Number("WrapUpSeconds", 60, 0, 600),
            !string.Equals(section["Notice"], "false", StringComparison.OrdinalIgnoreCase));
    }

    private int Whole(string text, int fallback, int low, int high, string name, string meaning)
    {
        if (string.IsNullOrWhiteSpace(text)) return fallback;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high) return number;
        _faults.Add($"{name} is '{text}': set it to {meaning}.");
        return fallback;
    }

    private static bool Fits(string text, string pattern) => Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public void Fault(string name, string what) => _faults.Add($"{Prefix}{name} {what}.");
}
