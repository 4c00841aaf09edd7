using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Contracts;
using CallCenter.Data;
using CallCenter.Server.Operations;
using CallCenter.Server.Projection;
using CallCenter.Server.Routing;
using CallCenter.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallCenter.Server.Tests;

/// <summary>The whole Server in a home of its own, with demo data; no Asterisk behind it unless a test says so.</summary>
public class ServerHost : IAsyncLifetime
{
    public const string Password = "demo-password-1";
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private readonly Dictionary<string, string> _settings = new() { ["CALLCENTER_ARI_PORT"] = "25999", ["CALLCENTER_ARI_PASSWORD"] = "none", ["CALLCENTER_SIGN_INS_PER_MINUTE"] = "1000" };
    private WebApplicationFactory<Program>? _factory;
    private int _seq;

    /// <summary>Beside the home, not in it.</summary>
    internal string KeyFile => Home + ".keys/ring.json";

    public string Home { get; private set; } = Directory.CreateTempSubdirectory("callcenter-server-").FullName;
    internal TestTime Time { get; } = new();
    internal FakeTelephony Telephony { get; } = new();
    internal IServiceProvider Services => _factory!.Services;
    internal HomePaths Paths => Services.GetRequiredService<CenterOptions>().Paths;

    public virtual async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>From now until disposed the database answers reads and takes no write.</summary>
    internal virtual async Task<IAsyncDisposable> HoldWritesAsync()
    {
        var holder = new SqliteConnection($"Data Source={Paths.Database};Pooling=False");
        await holder.OpenAsync();
        await using var begin = holder.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();
        return holder;
    }

    internal async Task StartAsync(params (string Name, string Value)[] settings)
    {
        Launch(settings);
        await Services.GetRequiredService<Database>().ReadyAsync(new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token);
        await PlantedDatabase.KeepAsync(DatabaseFile, _settings.Keys);
    }

    /// <summary>Starts without waiting for the database.</summary>
    internal void Launch(params (string Name, string Value)[] settings)
    {
        foreach (var (name, value) in settings) _settings[name] = value;
        PlantedDatabase.Give(DatabaseFile, _settings.Keys);
        _factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting("CALLCENTER_HOME", Home);
            host.UseSetting("CALLCENTER_KEY_FILE", KeyFile);
            host.UseSetting("CALLCENTER_DEMO_PASSWORD", Password);
            foreach (var (name, value) in _settings) host.UseSetting(name, value);
            host.ConfigureTestServices(services =>
            {
                services.AddSingleton<ITelephonyHealth>(Telephony);
                services.AddSingleton<TimeProvider>(Time);
            });
        });
        _ = Services;
    }

    internal async Task StopAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        _factory = null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync();
        SqliteConnection.ClearAllPools();
        if (Directory.Exists(Path.GetDirectoryName(KeyFile))) Directory.Delete(Path.GetDirectoryName(KeyFile)!, recursive: true);
        await Eventually.TrueAsync(Deleted, TimeSpan.FromSeconds(10), $"{Home} is deleted");
    }

    private string DatabaseFile => new HomePaths(Home, "", "").Database;

    /// <summary>A snapshot of routing may still be under way when its loop has stopped.</summary>
    private bool Deleted()
    {
        try
        {
            Directory.Delete(Home, recursive: true);
            return true;
        }
        catch (IOException) when (Directory.Exists(Home))
        {
            return false;
        }
    }

    /// <summary>A browser: keeps cookies.</summary>
    internal HttpClient Browser(bool cookies = true, string address = "http://localhost") =>
        _factory!.CreateClient(new WebApplicationFactoryClientOptions { HandleCookies = cookies, AllowAutoRedirect = false, BaseAddress = new Uri(address) });

    /// <summary>For clients that are no browser: a hub's.</summary>
    internal HttpMessageHandler Wire() => _factory!.Server.CreateHandler();

    internal async Task<HttpClient> SignedInAsync(string user, string? phone = null)
    {
        var browser = Browser();
        var answer = await browser.PostAsJsonAsync("/api/session", new SignIn(user, Password, phone));
        answer.EnsureSuccessStatusCode();
        return browser;
    }

    internal CenterDb Db() => Services.GetRequiredService<IDbContextFactory<CenterDb>>().CreateDbContext();

    /// <summary>Lets routing have seen this, as the journal would tell it.</summary>
    internal Task ToldAsync(params CallCenter.Routing.Input[] inputs) => ToldAsync(inputs.Select(input => (input, Array.Empty<CallCenter.Routing.Decision>())).ToArray());

    internal Task ToldAsync(params (CallCenter.Routing.Input Input, CallCenter.Routing.Decision[] Decisions)[] steps) => Services.GetRequiredService<Projector>().ApplyAsync(
        [.. steps.Select(step => new JournalEntry("test", 1, Interlocked.Increment(ref _seq), Time.GetUtcNow(), step.Input, [.. step.Decisions]))]);

    /// <summary>A call this agent talked on.</summary>
    internal Task TalkedAsync(string call, string agent, string? number = null) => ToldAsync(
        (new CallCenter.Routing.CallArrived(call, "hotline", Time.GetUtcNow(), "12345"), []),
        (new CallCenter.Routing.CallIdentified(call, number ?? "anonymous", number, []), []),
        (new CallCenter.Routing.OfferAnswered("o1"), [new CallCenter.Routing.Connected("o1", call, agent, new CallCenter.Routing.Why("test", new Dictionary<string, string>()))]));

    internal async Task<AuditLine> AuditedAsync(string action, string subject)
    {
        AuditLine? found = null;
        await Eventually.TrueAsync(async () =>
        {
            await using var db = Db();
            found = await db.AuditEntries.Where(e => e.Action == action && e.Subject == subject).OrderByDescending(e => e.At)
                .Select(e => new AuditLine(e.At, e.User, e.Action, e.Subject, e.CallId, e.Address, e.Purpose)).FirstOrDefaultAsync();
            return found is not null;
        }, TimeSpan.FromSeconds(10), $"an audit row {action} {subject}");
        return found!;
    }
}

/// <summary>One whose waits are ten times shorter.</summary>
public sealed class HurriedHost : ServerHost
{
    public HurriedHost() => Time.Hurry = 10;
}

/// <summary>The real clock, moved on at will; what waits for it may be made to wait less.</summary>
internal sealed class TestTime : TimeProvider
{
    private long _ahead;

    /// <summary>Waits begun from now on are this many times shorter.</summary>
    public int Hurry { get; set; } = 1;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Hurry : dueTime, period > TimeSpan.Zero ? period / Hurry : period);

    public TimeZoneInfo Zone { get; set; } = TimeZoneInfo.Local;

    public override TimeZoneInfo LocalTimeZone => Zone;

    public void Advance(TimeSpan span) => Interlocked.Add(ref _ahead, span.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}

/// <summary>The link to Asterisk as the rest of the Server sees it.</summary>
internal sealed class FakeTelephony : ITelephonyHealth
{
    private volatile bool _connected = true;

    public bool Connected { get => _connected; set => _connected = value; }

    public bool? CallsUp { get; set; } = true;

    public bool? IsCallUp(string callId) => CallsUp;
}

internal static class Answers
{
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(ServerHost.Json))!;
    }

    public static async Task<T> GetAsync<T>(this HttpClient client, string address) => await (await client.GetAsync(address)).ReadAsync<T>();

    /// <summary>The code of a problem document.</summary>
    public static async Task<string?> CodeAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("code").GetString();
    }

    /// <summary>Asks for a whole number as the console does, with a purpose.</summary>
    public static Task<HttpResponseMessage> RevealAsync(this HttpClient client, string address, string purpose = "回访", string? callId = null) => client.PostAsJsonAsync(address, new RevealPurpose(purpose, callId));

    public static Task<HttpResponseMessage> PostEmptyAsync(this HttpClient client, string address)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("X-CallCenter", "1");
        return client.SendAsync(request);
    }
}
