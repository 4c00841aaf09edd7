using System.Security.Cryptography;
using CallCenter.Ari;
using CallCenter.Contracts;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.WebUtilities;

namespace CallCenter.Server.Agents;

/// <summary>
/// SIP credentials of the browsers: random, made at sign-in through Asterisk's dynamic configuration, gone at sign-out. They live in
/// Asterisk's own database, so a softphone registers with the Server dead and after a restart of Asterisk.
/// </summary>
internal sealed class BrowserPhones(
    AriClient ari, CenterOptions options, SiteSettings settings, Seats seats, IServiceProvider services, TimeProvider time, ILogger<BrowserPhones> logger)
{
    private const string Class = "res_pjsip";

    /// <summary>A fresh credential in place of the one before; a page with the old one can no longer register.</summary>
    /// <exception cref="AriException">Asterisk cannot be asked now.</exception>
    public async Task<SipCredential> IssueAsync(string agent, string host, CancellationToken ct)
    {
        var password = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
        await ari.Asterisk.PutConfigAsync(Class, "aor", agent, new Dictionary<string, string> { ["max_contacts"] = "1", ["remove_existing"] = "yes" }, ct);
        await ari.Asterisk.PutConfigAsync(Class, "auth", agent, new Dictionary<string, string> { ["auth_type"] = "userpass", ["username"] = agent, ["password"] = password }, ct);
        await ari.Asterisk.PutConfigAsync(Class, "endpoint", agent, new Dictionary<string, string>
        {
            ["webrtc"] = "yes",
            ["context"] = "phones",
            ["aors"] = agent,
            ["auth"] = agent,
            ["disallow"] = "all",
            ["allow"] = "alaw,ulaw,opus",
            ["rtp_timeout"] = "5",
            ["media_address"] = options.Bind,
            ["bind_rtp_to_media_address"] = "yes",
            ["allow_transfer"] = "no",
            ["direct_media"] = "no",
        }, ct);
        var socket = options.Tls is null ? $"ws://{host}:{options.AriPort}/ws" : $"wss://{host}:{options.WssPort}/ws";
        return new(socket, $"sip:{agent}@callcenter.invalid", agent, password, IceServers.For(agent, options.Ice, time.GetUtcNow()));
    }

    public async Task RevokeAsync(string agent)
    {
        try
        {
            foreach (var type in (string[])["endpoint", "auth", "aor"])
            {
                await ari.Asterisk.DeleteConfigAsync(Class, type, agent);
            }
        }
        catch (AriException ex)
        {
            AgentsLog.NotRevoked(logger, ex, agent);
        }
    }

    /// <summary>After a connect: which phones are registered, and which credentials belong to nobody.</summary>
    public async Task LookAtAllAsync()
    {
        var presence = services.GetRequiredService<Presence>();
        var swept = 0;
        foreach (var endpoint in (await ari.Endpoints.ListAsync()).Where(e => e.Technology == "PJSIP"))
        {
            presence.PhoneIs(endpoint.Resource, endpoint.State);
            // Digits alone are a desk phone, never a browser. One that was deleted while Asterisk was away goes now, if we know for sure.
            var stray = endpoint.Resource.All(char.IsAsciiDigit) ? settings.Known && !settings.Current.IsDeskPhone(endpoint.Resource) : !Trunks.TrunkConfig.IsTrunk(endpoint.Resource);
            if (stray && seats.ByEndpoint(endpoint.Resource) is null)
            {
                await RevokeAsync(endpoint.Resource);
                swept++;
            }
        }
        if (swept > 0)
        {
            AgentsLog.Swept(logger, swept);
        }
    }

    /// <summary>Asks Asterisk about one phone, for a desk phone that registered long before its agent signed in.</summary>
    public async Task LookAtAsync(string endpoint)
    {
        try
        {
            var found = await ari.Endpoints.GetAsync("PJSIP", endpoint);
            services.GetRequiredService<Presence>().PhoneIs(endpoint, found.State);
        }
        catch (AriGoneException)
        {
            services.GetRequiredService<Presence>().PhoneIs(endpoint, null);
        }
        catch (AriException ex)
        {
            AgentsLog.PhoneUnknown(logger, ex, endpoint);
        }
    }
}
