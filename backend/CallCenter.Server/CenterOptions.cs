using System.Security.Cryptography;
using System.Text;
using CallCenter.Data.Databases;
using CallCenter.Server.Messages;
using CallCenter.Server.Agents;
using CallCenter.Server.Operations;

namespace CallCenter.Server;

/// <summary>A dialled number: where its callers queue, and for how long they may be without a human.</summary>
internal sealed record DialledNumber(string Number, string Queue, int LeaseSeconds);

/// <summary>A queue as appsettings.json (section Queues) and CALLCENTER_Queues__n__… name it.</summary>
/// <param name="Notice">Callers hear that the talk is recorded; never on the alarm line.</param>
internal sealed record QueueOptions(string Id, string NameZh, string NameEn, int Priority, int OfferSeconds, int WrapUpSeconds, bool Notice)
{
    /// <summary>What only the administrators' page sets.</summary>
    public Contracts.QueueSetting Policy { get; init; } = new("", "", 3, 20, 60, true);
}

/// <summary>A setting is missing or wrong. The message tells what to set.</summary>
internal sealed class SettingsException(string message) : Exception(message);

/// <summary>All settings of one instance, read once at start from CALLCENTER_* and appsettings.json; docs/running.md lists them.</summary>
internal sealed record CenterOptions
{
    public required HomePaths Paths { get; init; }
    public required DatabaseChoice Database { get; init; }

    /// <summary>What queues of a new site begin with; administrators change it per queue.</summary>
    public int CallbackAttempts { get; init; } = 3;

    /// <summary>The same: how often callers are told how they stand; 0: never.</summary>
    public int ComfortSeconds { get; init; } = 45;
    public int HttpPort { get; init; } = 8080;
    public int SipPort { get; init; } = 5060;
    public string Bind { get; init; } = "127.0.0.1";
    public bool Demo { get; init; } = true;

    /// <summary>Null outside demo mode.</summary>
    public string? DemoPassword { get; init; }

    /// <summary>How many agents the demo data has: agent01 and on. Counts at the first start.</summary>
    public int DemoAgents { get; init; } = 20;
    public required IReadOnlyList<DialledNumber> Numbers { get; init; }
    public required IReadOnlyList<QueueOptions> Queues { get; init; }

    /// <summary>With its leading 0, e.g. 022: what a bare 8-digit number belongs to.</summary>
    public string AreaCode { get; init; } = "022";
    public IReadOnlyList<string> DeskPhones { get; init; } = [];
    public string? DutyNumber { get; init; }

    /// <summary>The trunk the environment gives, host or host:port, or none, which a real site begins with.</summary>
    public string Trunk { get; init; } = "127.0.0.1:5070";

    /// <summary>The recording notice is heard to its end before an agent who answers sooner is put through; otherwise it ends with the answer.</summary>
    public bool NoticeToEnd { get; init; }

    /// <summary>Of the announcements: zh or en, as in the dialplan.</summary>
    public string Language { get; init; } = "zh";
    public int AriPort { get; init; }
    public string AriPassword { get; init; } = "";

    /// <summary>Sign-ins tried from one address within a minute; more are refused unseen.</summary>
    public int SignInsPerMinute { get; init; } = 120;

    /// <summary>/metrics answers other machines too, not only this one.</summary>
    public bool MetricsForAll { get; init; }

    /// <summary>Roles that may do nothing until their user has set up a second factor.</summary>
    public IReadOnlyList<string> TwoFactorRoles { get; init; } = [];

    /// <summary>How many days recordings are kept; 0 for ever.</summary>
    public int RecordingDays { get; init; }

    /// <summary>Days that messages are kept; 0 for ever.</summary>
    public int MessageDays { get; init; }

    /// <summary>Days that care notes are kept after their consent expired or was withdrawn; 0 for ever.</summary>
    public int CareNoteDays { get; init; } = 90;

    /// <summary>Local time of the daily synthetic call through the alarm path; null: none.</summary>
    public TimeOnly? SyntheticAlarm { get; init; }

    /// <summary>Names the console is reached under, besides addresses and localhost.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Short messages: by which gateway, and how many.</summary>
    public MessageOptions Messages { get; init; } = new();

    /// <summary>Null: plain HTTP, for one machine.</summary>
    public CertificateFiles? Tls { get; init; }

    /// <summary>Asterisk's listener for the browsers' SIP sockets over TLS.</summary>
    public int WssPort { get; init; }

    public IceOptions Ice { get; init; } = new([], [], null);

    /// <summary>
    /// Site settings the environment gives, which win over what administrators stored: "numbers", "queues/hotline/wrapUpSeconds". What appsettings.json
    /// says is not among them: it only seeds a new site.
    /// </summary>
    public IReadOnlySet<string> Given { get; init; } = new HashSet<string>();

    public QueueOptions Queue(string id) => Queues.First(queue => queue.Id == id);

    /// <exception cref="SettingsException">With every fault found, one a line.</exception>
    public static CenterOptions Load(IConfiguration configuration)
    {
        var settings = new SettingsReader(configuration);
        var demo = settings.Flag("DEMO", true);
        var queues = settings.Queues();
        var paths = HomePaths.Load(settings);
        var options = new CenterOptions
        {
            Paths = paths,
            Database = settings.Database(paths.Database),
            HttpPort = settings.Port("HTTP_PORT", 8080),
            SipPort = settings.Port("SIP_PORT", 5060),
            Bind = settings.Address("BIND", "127.0.0.1"),
            Demo = demo,
            DemoPassword = demo ? settings.Required("DEMO_PASSWORD", "the password of the demo users (./run makes one)") : null,
            CallbackAttempts = settings.Whole("CALLBACK_ATTEMPTS", 3, 0, 10),
            ComfortSeconds = settings.Whole("COMFORT_SECONDS", 45, 0, 600),
            DemoAgents = settings.Whole("DEMO_AGENTS", 20, 1, 999),
            Numbers = settings.Numbers("12345:hotline:28 12349:alarm:6 12356:counsel:28 8890:orders:28", queues),
            Queues = queues,
            Given = settings.Given(queues),
            AreaCode = settings.Matching("AREA_CODE", "022", "0[1-9][0-9]{1,2}", "an area code with its leading 0, such as 022"),
            DeskPhones = settings.Words("DESK_PHONES", "8001 8002 8003", "[0-9]{2,10}", "desk phone numbers separated by blanks"),
            DutyNumber = settings.Matching("DUTY_NUMBER", "", "[0-9+]{0,20}", "a telephone number or nothing") is { Length: > 0 } duty ? duty : null,
            Trunk = settings.Matching("TRUNK", demo ? "127.0.0.1:5070" : "none", $"none|{SettingsReader.Place}", "host, host:port or none"),
            NoticeToEnd = settings.Flag("NOTICE_TO_END", false),
            Language = settings.Matching("LANGUAGE", "zh", "zh|en", "zh or en"),
            AriPort = settings.Port("ARI_PORT", 8088),
            AriPassword = settings.Required("ARI_PASSWORD", "the password Asterisk expects of us (./run makes one)"),
            SignInsPerMinute = settings.Whole("SIGN_INS_PER_MINUTE", 120, 1, 100_000),
            MetricsForAll = settings.Matching("METRICS", "local", "local|all", "local or all") == "all",
            TwoFactorRoles = settings.Words("TWO_FACTOR", "", "agent|counsellor|dispatcher|supervisor|station|system-admin|security-admin|audit-admin", "roles separated by blanks, such as supervisor system-admin"),
            RecordingDays = settings.Whole("RECORDING_DAYS", 0, 0, 36_500),
            MessageDays = settings.Whole("MESSAGE_DAYS", 0, 0, 36_500),
            CareNoteDays = settings.Whole("CARE_NOTE_DAYS", 90, 0, 36_500),
            SyntheticAlarm = TimeOnly.TryParseExact(settings.Matching("SYNTHETIC_ALARM", demo ? "none" : "05:30", "none|([01][0-9]|2[0-3]):[0-5][0-9]", "a local time such as 05:30, or none"), "HH:mm", out var drill) ? drill : null,
            Messages = MessageOptions.Read(settings, paths.Home, demo),
            HostNames = settings.Words("HOST_NAMES", "", "[A-Za-z0-9.-]{1,253}", "host names separated by blanks"),
            Tls = CertificateFiles.Of(settings.Matching("TLS", "", "(local|/[^:]+(:/[^:]+)?)?", "nothing, local, or /path/certificate.pem[:/path/key.pem]"), paths.Home),
            WssPort = settings.Port("WSS_PORT", 8489),
            Ice = new IceOptions(
                settings.Words("STUN", "", SettingsReader.Place, "host:port of STUN servers, separated by blanks"),
                settings.Words("TURN", "", SettingsReader.Place, "host:port of TURN servers, separated by blanks"),
                settings.Secret("TURN_SECRET_FILE", "a readable file with the secret coturn has as static-auth-secret")),
        };
        settings.ThrowIfFaulty();
        return options;
    }
}

/// <summary>Where the instance keeps what is its own.</summary>
internal sealed record HomePaths(string Home, string Asterisk, string Prompts)
{
    public string Journal => Path.Combine(Home, "journal");

    /// <summary>Figures of days that are over; made again from the journal where they are missing.</summary>
    public string Figures => Path.Combine(Home, "figures");
    public string Recordings => Path.Combine(Home, "recordings");
    public string RawRecordings => Path.Combine(Recordings, "raw");

    /// <summary>Uploaded tables of residents, sealed.</summary>
    public string Imports => Path.Combine(Home, "imports");

    /// <summary>Where SQLite keeps the database, when it is the one chosen.</summary>
    public string Database => Path.Combine(Home, "callcenter.db");
    public string Keys => Path.Combine(Home, "keys");
    public string Logs => Path.Combine(Home, "logs");

    /// <summary>The key ring: not in the home, so that who gets hold of the data has no key to it.</summary>
    public string KeyFile => GivenKeyFile ?? Path.Combine("/var/lib/callcenter-keys", Instance, "ring.json");

    /// <summary>Null: the default.</summary>
    public string? GivenKeyFile { get; private init; }

    /// <summary>Ids of the keys this home's data is sealed with.</summary>
    public string UsedKeys => Path.Combine(Home, "keys.used");

    /// <summary>What is sealed with which key, once all of it is.</summary>
    public string SealedWith => Path.Combine(Home, "keys.sealed");

    /// <summary>The audit chain's head, outside the database.</summary>
    public string AuditHead => Path.Combine(Home, "audit.head");

    /// <summary>One sentence, while Asterisk cannot use the certificate CALLCENTER_TLS asks for.</summary>
    public string CertificateFault => Path.Combine(Home, "certificate.fault");

    /// <summary>CEL, written by Asterisk.</summary>
    public string Cel => Path.Combine(Asterisk, "log", "master.db");

    /// <summary>Eight hex digits of the home's path: tells instances on one machine apart (cookie names, data protection).</summary>
    public string Instance => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Home)))[..8];

    public static HomePaths Load(SettingsReader settings)
    {
        var home = Path.GetFullPath(settings.Text("HOME", ".run"));
        var asterisk = Path.GetFullPath(settings.Text("ASTERISK_DIR", Path.Combine(home, "asterisk")));
        var keys = settings.Text("KEY_FILE", "");
        return new HomePaths(home, asterisk, Path.GetFullPath(settings.Text("PROMPTS", Path.Combine(asterisk, "prompts")))) { GivenKeyFile = keys.Length == 0 ? null : Path.GetFullPath(keys) };
    }
}
