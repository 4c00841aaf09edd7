using System.Globalization;
using System.Text;

namespace CallCenter.Server.Messages;

internal enum GatewayKind { Off, Http, File }

/// <summary>Short messages, as CALLCENTER_MESSAGES_* sets them.</summary>
internal sealed record MessageOptions
{
    private const int ShortestKey = 16;

    public GatewayKind Kind { get; init; }

    /// <summary>Where the HTTP gateway takes messages.</summary>
    public Uri? Url { get; init; }

    /// <summary>Signs what we send and what the gateway sends us; empty: nothing is taken from a gateway.</summary>
    public byte[] Key { get; init; } = [];

    /// <summary>Folder of the file gateway.</summary>
    public string Folder { get; init; } = "";
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
    public int PerMinute { get; init; } = 3;
    public int PerDay { get; init; } = 20;

    /// <summary>Local times between which nothing but urgent messages goes out; null: always open.</summary>
    public (TimeOnly From, TimeOnly To)? Quiet { get; init; }
    public TimeSpan Expiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Pauses after failed attempts double from the first to the second.</summary>
    public TimeSpan RetryFrom { get; init; } = TimeSpan.FromSeconds(2);
    public TimeSpan RetryTo { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the outbox looks when nobody wakes it.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);
    public Random Random { get; init; } = Random.Shared;

    public static MessageOptions Read(SettingsReader settings, string home, bool demo)
    {
        var url = Address(settings, demo);
        return new MessageOptions
        {
            Kind = url is not null ? GatewayKind.Http : demo ? GatewayKind.File : GatewayKind.Off,
            Url = url,
            Key = ReadKey(settings, url is not null),
            Folder = Path.Combine(home, "messages"),
            Timeout = TimeSpan.FromSeconds(settings.Whole("MESSAGES_TIMEOUT", 10, 1, 60)),
            PerMinute = settings.Whole("MESSAGES_PER_MINUTE", 3, 1, 1000),
            PerDay = settings.Whole("MESSAGES_PER_DAY", 20, 1, 10_000),
            Quiet = QuietHours(settings),
            Expiry = TimeSpan.FromHours(settings.Whole("MESSAGES_EXPIRE_HOURS", 24, 1, 168)),
        };
    }

    private static Uri? Address(SettingsReader settings, bool demo)
    {
        const string name = "MESSAGES_URL";
        var text = settings.Text(name, "");
        if (text.Length == 0) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            settings.Fault(name, $"is '{text}': set it to the gateway's address, such as https://sms.example.cn/send");
        else if (demo && !url.IsLoopback)
            settings.Fault(name, "is a real gateway: demo data has invented people's numbers; set CALLCENTER_DEMO to 0 first");
        else if (url.Scheme == "http" && !url.IsLoopback)
            settings.Fault(name, "would send residents' numbers in the clear: use https");
        else
            return url;
        return null;
    }

    private static byte[] ReadKey(SettingsReader settings, bool needed)
    {
        const string name = "MESSAGES_KEY_FILE";
        var file = settings.Text(name, "");
        if (file.Length == 0)
        {
            if (needed) settings.Fault(name, "is not set: set it to a file with the key shared with the gateway");
            return [];
        }
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
                settings.Fault(name, $"names {file}, which everybody may read: chmod 600");
            var key = Encoding.UTF8.GetBytes(File.ReadAllText(file).Trim());
            if (key.Length < ShortestKey) settings.Fault(name, $"names {file}, whose key has less than {ShortestKey} characters");
            return key;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            settings.Fault(name, $"names {file}, which cannot be read: {fault.Message}");
            return [];
        }
    }

    private static (TimeOnly From, TimeOnly To)? QuietHours(SettingsReader settings)
    {
        const string name = "MESSAGES_QUIET";
        var text = settings.Text(name, "21:30-08:00");
        if (text == "none") return null;
        if (text.Split('-') is [var from, var to] && Time(from) is { } start && Time(to) is { } end && start != end) return (start, end);
        settings.Fault(name, $"is '{text}': set it to local times such as 21:30-08:00, or to none");
        return null;
    }

    private static TimeOnly? Time(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
