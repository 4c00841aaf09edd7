using System.Globalization;
using System.Text;
using CallCenter.Bench.Recovery;
using CallCenter.Contracts;
using CallCenter.Testing;

namespace CallCenter.Bench.Load;

/// <summary>One of those that are compared.</summary>
/// <param name="Dialled">The number the nth caller dials.</param>
/// <param name="Server">Our Server's process.</param>
internal sealed record House(string Name, AsteriskServer Asterisk, Func<int, string> Dialled, int? Server)
{
    /// <summary>What its processes have used so far.</summary>
    public Usage Usage()
    {
        var asterisk = Asterisk.ProcessId;
        var (own, children) = Server is { } server ? Kernel.ProcessorSeconds(server) : (0, 0);
        return new Usage(Kernel.ProcessorSeconds(asterisk).Own, own, children, Kernel.ResidentMegabytes(asterisk), Server is { } running ? Kernel.ResidentMegabytes(running) : 0);
    }
}

/// <summary>Processor seconds and resident MB of Asterisk and Server; what the Server's ended children took, the compressing of recordings, stands apart.</summary>
internal sealed record Usage(double Asterisk, double Server, double Compressing, double AsteriskMegabytes, double ServerMegabytes)
{
    public double Seconds => Asterisk + Server;

    public double Megabytes => AsteriskMegabytes + ServerMegabytes;

    public static Usage operator -(Usage later, Usage before) =>
        new(later.Asterisk - before.Asterisk, later.Server - before.Server, later.Compressing - before.Compressing, later.AsteriskMegabytes, later.ServerMegabytes);
}

/// <summary>Our call centre, an Asterisk with Queue() and Dial(), and the telephones of both: one machine, one run.</summary>
internal sealed class Houses : IAsyncDisposable
{
    private const string Number = "12345";
    private readonly Center _center;
    private readonly AsteriskServer _rival;
    private readonly string _templates;

    private Houses(Center center, AsteriskServer rival, string templates)
    {
        (_center, _rival, _templates) = (center, rival, templates);
        Ours = new House("ours", center.Asterisk, _ => Number, center.ServerProcessId);
        Queue = new House("Queue()", rival, _ => Number, null);
        Dial = new House("Dial()", rival, n => "9" + Crowd.PhoneNumber(n % Agents), null);
    }

    public House Ours { get; }

    public House Queue { get; }

    public House Dial { get; }

    public Telephones Telephones { get; } = new();

    /// <summary>How many agents, each with a desk phone: CALLCENTER_AGENTS.</summary>
    public static int Agents { get; } = Knob.Whole("CALLCENTER_AGENTS", 400);

    /// <param name="calls">How many calls at once there may be.</param>
    public static async Task<Houses> StartAsync(int calls, Action<string> say)
    {
        var phones = Enumerable.Range(0, Agents).Select(Crowd.PhoneNumber).ToList();
        var settings = new Dictionary<string, string>
        {
            ["CALLCENTER_DESK_PHONES"] = string.Join(' ', phones),
            // Four for each call, and some that were used a moment ago.
            ["CALLCENTER_RTP_PORTS"] = (1000 * Math.Max(1, (calls + 199) / 200)).ToString(CultureInfo.InvariantCulture),
        };
        var templates = Directory.CreateTempSubdirectory("callcenter-rival-").FullName;
        var center = await Center.StartAsync(new Dictionary<string, string>(settings)
        {
            ["CALLCENTER_DEMO_AGENTS"] = Agents.ToString(CultureInfo.InvariantCulture),
            ["CALLCENTER_SIGN_INS_PER_MINUTE"] = "100000",
        });
        AsteriskServer? rival = null;
        try
        {
            Write(templates, phones);
            rival = await AsteriskServer.StartAsync(new Dictionary<string, string>(settings) { ["CALLCENTER_TEMPLATES"] = templates });
            var houses = new Houses(center, rival, templates);
            await houses.OpenAsync(phones, say);
            return houses;
        }
        catch
        {
            if (rival is not null) await rival.DisposeAsync();
            await center.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Telephones.Dispose();
        await _rival.DisposeAsync();
        await _center.DisposeAsync();
        Directory.Delete(_templates, recursive: true);
    }

    /// <summary>Everything as in our own home, but for the dialplan and the queue.</summary>
    private static void Write(string folder, IReadOnlyList<string> phones)
    {
        var ours = Path.Combine(AsteriskServer.Checkout, "telephony", "asterisk", "templates");
        var theirs = Path.Combine(AsteriskServer.Checkout, "tests", "bench", "CallCenter.Bench", "Load", "rival");
        File.WriteAllText(Path.Combine(folder, "modules.conf"), File.ReadAllText(Path.Combine(ours, "modules.conf")) + "load = app_queue.so\n");
        File.Copy(Path.Combine(theirs, "extensions.conf"), Path.Combine(folder, "extensions.conf"));
        var queue = new StringBuilder(File.ReadAllText(Path.Combine(theirs, "queues.conf")));
        foreach (var phone in phones) queue.Append(CultureInfo.InvariantCulture, $"member = PJSIP/{phone}\n");
        File.WriteAllText(Path.Combine(folder, "queues.conf"), queue.ToString());
    }

    private async Task OpenAsync(IReadOnlyList<string> phones, Action<string> say)
    {
        foreach (var house in new[] { Ours, Queue }) await Telephones.RegisterAsync(phones, house.Asterisk);
        using var admin = await _center.SignInAsync("admin01", null);
        await admin.PutSettingAsync(SettingSection.Queues, "hotline", new QueueSetting("服务热线", "Hotline", 3, 20, 0, false));
        await Parallel.ForAsync(0, phones.Count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, _) =>
        {
            using var agent = await _center.SignInAsync($"agent{n + 1:00}", phones[n]);
            await agent.ReadyAsync();
        });
        say($"{phones.Count} phones registered at both, as many agents ready in {_center.Asterisk.Home}");
    }
}
