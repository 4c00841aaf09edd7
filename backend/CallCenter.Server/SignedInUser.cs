using System.Security.Claims;

namespace CallCenter.Server;

/// <summary>What the cookie says of its bearer.</summary>
internal static class SignedInUser
{
    public const string DisplayNameClaim = "display";
    public const string PhoneClaim = "phone";
    public const string SessionClaim = "sid";

    /// <summary>A second factor must be set up before anything else.</summary>
    public const string DueClaim = "second-factor-due";

    public static string UserName(this HttpContext http) => http.User.Identity?.Name ?? "";

    /// <summary>"browser", a desk phone's number, or null.</summary>
    public static string? Phone(this HttpContext http) => http.User.FindFirstValue(PhoneClaim);

    public static Guid? SessionId(this HttpContext http) => SessionId(http.User);

    public static Guid? SessionId(ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirstValue(SessionClaim), out var id) ? id : null;
}
