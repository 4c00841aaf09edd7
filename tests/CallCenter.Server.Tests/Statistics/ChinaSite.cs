using CallCenter.Routing;
using CallCenter.Server.Tests.Routing;

namespace CallCenter.Server.Tests.Statistics;

/// <summary>A routing whose site lies in China, wherever the test runs.</summary>
internal static class ChinaSite
{
    public static readonly TimeZoneInfo China = TimeZoneInfo.CreateCustomTimeZone("china", TimeSpan.FromHours(8), "china", "china");

    public static async Task<Site> OpenAsync(string? home = null, DateTimeOffset? at = null)
    {
        var site = new Site { Home = home ?? Directory.CreateTempSubdirectory("callcenter-journal-").FullName, Time = new(at ?? Site.Morning) };
        site.Time.SetLocalTimeZone(China);
        return await (await site.OpenAsync()).AdoptAsync();
    }

    public static CallArrived Call(Site site, string call, string queue = "hotline") => new(call, queue, site.Time.GetUtcNow(), "");

    public static async Task PassAsync(Site site, double seconds)
    {
        site.Time.Advance(TimeSpan.FromSeconds(seconds));
        // Whatever became due is done before the test goes on.
        while (site.State.NextDeadline <= site.Time.GetUtcNow()) await site.DoAsync(new Tick());
    }
}
