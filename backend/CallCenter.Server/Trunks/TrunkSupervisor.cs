using System.Security.Cryptography;
using System.Text;
using CallCenter.Ari;
using CallCenter.Ari.Models;
using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CallCenter.Server.Sealing;
using CallCenter.Server.Settings;

namespace CallCenter.Server.Trunks;

/// <summary>
/// Brings the trunks the administrators made into Asterisk and looks after them. A change is a file replaced whole and a reload of res_pjsip, which
/// leaves every call alone; Asterisk by itself starts with the same file (docs/adr/0012).
/// </summary>
internal sealed class TrunkSupervisor(
    CenterOptions options, SiteSettings settings, SettingSecrets secrets, TrunkWatch watch, Registrations registrations, AriClient ari, ITelephonyHealth telephony, TimeProvider time,
    ILogger<TrunkSupervisor> logger) : BackgroundService
{
    private const string Module = "res_pjsip.so";
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2), TryAgain = TimeSpan.FromSeconds(10), Watched = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _wake = new(0);
    private DateTimeOffset _notBefore, _lookedAt;
    private volatile string? _fault;
    private bool? _asksEnvironment;

    /// <summary>Null, or why the trunks as set are not live.</summary>
    public string? Fault => _fault;

    private string Folder => Path.Combine(options.Paths.Asterisk, "site");

    /// <summary>A digest of the file Asterisk was last told to take up; lies beside it, so that both are lost or kept together.</summary>
    private string Mark => Path.Combine(Folder, "trunks.loaded");

    /// <summary>Somebody has the page open: round-trip times are measured anew.</summary>
    public void PageIsOpen() => _lookedAt = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        void Wake(SiteSnapshot site)
        {
            _notBefore = default;
            _wake.Release();
        }

        settings.Changed += Wake;
        try
        {
            while (true)
            {
                var site = settings.Current;
                if (settings.Known && Directory.Exists(Folder) && time.GetUtcNow() >= _notBefore) await ApplyAsync(site, stop);
                await LookAsync([.. site.Trunks.Where(t => t.Value.Active)], stop);
                await _wake.WaitAsync(Look, stop);
            }
        }
        finally
        {
            settings.Changed -= Wake;
        }
    }

    private async Task ApplyAsync(SiteSnapshot site, CancellationToken ct)
    {
        try
        {
            List<OpenTrunk> trunks = [.. site.Trunks.Where(t => t.Value.Active).Select(t => new OpenTrunk(t.Id, t.Value, secrets.Open(SettingSection.Trunks, t.Id, "password", t.Value.Password)))];
            var endpoints = TrunkConfig.Endpoints(trunks);
            SiteFiles.Replace(Path.Combine(Folder, "trunk-rules.conf"), TrunkConfig.Rules(trunks, EnvironmentTrunk.IsThere(options)));
            var file = Path.Combine(Folder, "trunks.conf");
            var before = File.Exists(file) ? await File.ReadAllTextAsync(file, ct) : "";
            SiteFiles.Replace(file, endpoints);
            foreach (var changed in trunks.Where(t => !before.Contains(TrunkConfig.Endpoint(t), StringComparison.Ordinal))) watch.Anew(changed.Id);
            var digest = endpoints.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endpoints)));
            if (digest == (File.Exists(Mark) ? await File.ReadAllTextAsync(Mark, ct) : "")) _fault = null;
            else await ReloadAsync(trunks, digest, ct);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or AriException or KeyLostException or SealBrokenException)
        {
            Failed(fault is AriException ? $"Asterisk cannot be told: {fault.Message}" : fault.Message);
        }
    }

    private async Task ReloadAsync(List<OpenTrunk> trunks, string digest, CancellationToken ct)
    {
        await ari.Asterisk.ReloadModuleAsync(Module, ct);
        var known = (await ari.Endpoints.ListByTechAsync("PJSIP", ct)).Select(e => e.Resource).ToHashSet();
        if (trunks.FirstOrDefault(t => !known.Contains(TrunkConfig.EndpointOf(t.Id))) is { } missing)
        {
            Failed($"Asterisk did not take trunk {missing.Id}: HOME/asterisk/log/messages says why.");
            return;
        }
        await File.WriteAllTextAsync(Mark, digest, ct);
        _fault = null;
        TrunksLog.Live(logger, trunks.Count);
    }

    private void Failed(string reason)
    {
        if (_fault != reason) TrunksLog.NotLive(logger, reason);
        (_fault, _notBefore) = (reason, time.GetUtcNow() + TryAgain);
    }

    private async Task LookAsync(IReadOnlyList<(string Id, TrunkSetting Value)> active, CancellationToken ct)
    {
        var environment = _asksEnvironment ??= EnvironmentTrunk.IsAsked(options);
        List<string> watched = [.. active.Select(t => t.Id), .. environment && active.All(t => t.Id != TrunkConfig.Environment) ? [TrunkConfig.Environment] : Array.Empty<string>()];
        watch.Keep(watched);
        if (watched.Count == 0) return;
        if (!telephony.Connected)
        {
            watch.Unknown();
            return;
        }
        try
        {
            foreach (var id in watched) await LookAtAsync(id, active.Any(t => t.Id == id) ? TrunkConfig.EndpointOf(id) : id, ct);
            if (active.Any(t => t.Value.Kind == TrunkKind.Registration))
            {
                var known = await registrations.ReadAsync(ct);
                foreach (var (id, trunk) in active.Where(t => t.Value.Kind == TrunkKind.Registration))
                {
                    watch.Registered(id, known?.GetValueOrDefault(TrunkConfig.AddressOfRecord(trunk)));
                    TrunkMetrics.Registered.WithLabels(id).Set(watch.Find(id)?.Registration == "registered" ? 1 : 0);
                }
            }
        }
        catch (AriException)
        {
            // Asterisk is going: the link tells.
            watch.Unknown();
        }
    }

    private async Task LookAtAsync(string id, string name, CancellationToken ct)
    {
        try
        {
            var endpoint = await ari.Endpoints.GetAsync("PJSIP", name, ct);
            watch.Reached(id, endpoint.State == EndpointState.Online);
            watch.Carries(id, endpoint.ChannelIds.Count);
            if (endpoint.State != EndpointState.Online || time.GetUtcNow() - _lookedAt > Watched) return;
            await ari.Channels.OriginateAsync($"Local/{name}@trunk-look/n", extension: "wait", context: "trunk-look", priority: 1, cancellationToken: ct);
            var microseconds = (await ari.Asterisk.GetGlobalVarAsync($"ROUND_TRIP_{name}", ct)).Value;
            if (double.TryParse(microseconds, System.Globalization.CultureInfo.InvariantCulture, out var trip) && trip > 0) watch.Reached(id, true, trip / 1000);
        }
        catch (AriGoneException)
        {
            // Not live yet, or gone a moment ago.
        }
    }
}
