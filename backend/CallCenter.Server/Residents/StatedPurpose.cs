using System.Text.Json;
using CallCenter.Contracts;

namespace CallCenter.Server.Residents;

/// <summary>Why somebody wants a whole number: the <see cref="RevealPurpose"/> of the request, or nothing. A request without any body is taken too.</summary>
internal sealed record StatedPurpose(string? Text)
{
    public static async ValueTask<StatedPurpose> BindAsync(HttpContext http)
    {
        if (!http.Request.HasJsonContentType()) return new StatedPurpose((string?)null);
        try
        {
            return new StatedPurpose((await http.Request.ReadFromJsonAsync<RevealPurpose>(http.RequestAborted))?.Purpose);
        }
        catch (JsonException fault)
        {
            throw new BadHttpRequestException("The body is no JSON of a purpose.", fault);
        }
    }
}
