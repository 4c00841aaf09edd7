using System.Text.Json;
using CallCenter.Contracts;
using CallCenter.Server.Calls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallCenter.Server.Residents;

/// <summary>Why somebody wants a whole number: the <see cref="RevealPurpose"/> of the request. A request without a body says nothing, and is told so.</summary>
internal sealed record StatedPurpose(string? Text, string? CallId)
{
    private const int Shortest = 2, Longest = 200;

    public static async ValueTask<StatedPurpose> BindAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType()) return new StatedPurpose(null, null);
        try
        {
            var body = await http.Request.ReadFromJsonAsync<RevealPurpose>(http.RequestAborted);
            return new StatedPurpose(body?.Purpose?.Trim(), body?.CallId);
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException("The body is no JSON of a purpose.", fault);
        }
    }

    /// <summary>What is wrong with the purpose, or null.</summary>
    /// <param name="shows">Whether a call shows the one whose number is asked for: a call named here is in the user's hands and does.</param>
    public ProblemHttpResult? Fault(HttpContext http, Hand hand, Func<CallEntry, bool> shows)
    {
        if (string.IsNullOrEmpty(Text)) return Problems.Of(ProblemCode.NoPurpose, StatusCodes.Status400BadRequest, "Purpose is missing: say why the whole number is needed.");
        var faults = new Faults().Length("Purpose", Text, Longest, Shortest)
            .When(CallId is not null && !(hand.EntryOf(http, CallId) is { } call && shows(call)), "CallId is no call in your hands that shows this record.");
        return faults.Any ? faults.Problem() : null;
    }
}
