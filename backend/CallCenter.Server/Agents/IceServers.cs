using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CallCenter.Contracts;

namespace CallCenter.Server.Agents;

/// <summary>STUN and TURN servers of the site; empty on one network.</summary>
/// <param name="Secret">What coturn knows as static-auth-secret; null when TURN asks for none.</param>
internal sealed record IceOptions(IReadOnlyList<string> Stun, IReadOnlyList<string> Turn, string? Secret);

/// <summary>What a browser is told about STUN and TURN: with a credential that runs out, made from the secret shared with coturn (its REST scheme).</summary>
internal static class IceServers
{
    /// <summary>Longer than any page stays signed in; the clocks of this machine and of coturn's may be apart.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public static IReadOnlyList<IceServer> For(string agent, IceOptions options, DateTimeOffset now)
    {
        var servers = new List<IceServer>();
        if (options.Stun.Count > 0) servers.Add(new IceServer([.. options.Stun.Select(place => $"stun:{place}")]));
        if (options.Turn.Count == 0) return servers;
        // UDP first; TCP is for networks that let nothing else out.
        string[] urls = [.. options.Turn.SelectMany(place => (string[])[$"turn:{place}?transport=udp", $"turn:{place}?transport=tcp"])];
        if (options.Secret is null) return [.. servers, new IceServer(urls)];
        var user = string.Create(CultureInfo.InvariantCulture, $"{(now + Life).ToUnixTimeSeconds()}:{agent}");
#pragma warning disable CA5350 // The scheme is coturn's, and says SHA-1.
        var credential = Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(options.Secret), Encoding.UTF8.GetBytes(user)));
#pragma warning restore CA5350
        return [.. servers, new IceServer(urls, user, credential)];
    }
}
