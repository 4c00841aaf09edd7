using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace CallCenter.Server.Session;

/// <summary>How often one user may do what, done in bulk, would carry the records away. Far above what a hand can do.</summary>
internal static class Limits
{
    /// <summary>Whole numbers asked for.</summary>
    public const string Reveal = "reveal";

    /// <summary>Searches for residents.</summary>
    public const string Search = "search";
    private const int RevealsPerMinute = 60, SearchesPerMinute = 300;

    public static void Add(RateLimiterOptions limiter)
    {
        limiter.AddPolicy(Reveal, http => PerUser(http, RevealsPerMinute));
        limiter.AddPolicy(Search, http => PerUser(http, SearchesPerMinute));
    }

    private static RateLimitPartition<string> PerUser(HttpContext http, int most) => RateLimitPartition.GetSlidingWindowLimiter(http.UserName(), _ => new SlidingWindowRateLimiterOptions
    {
        PermitLimit = most, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6,
    });
}
