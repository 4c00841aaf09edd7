using CallCenter.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CallCenter.Server;

/// <summary>Problem documents (RFC 9457) with the code the console words.</summary>
internal static class Problems
{
    public static ProblemHttpResult Of(string code, int status, string? detail = null) =>
        TypedResults.Problem(statusCode: status, detail: detail, extensions: new Dictionary<string, object?> { ["code"] = code });

    public static ProblemHttpResult Invalid(string detail) => Of(ProblemCode.Invalid, StatusCodes.Status400BadRequest, detail);

    public static ProblemHttpResult NotFound() => Of(ProblemCode.NotFound, StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotAllowed() => Of(ProblemCode.NotAllowed, StatusCodes.Status403Forbidden);

    public static ProblemHttpResult Unavailable(string detail) => Of(ProblemCode.Unavailable, StatusCodes.Status503ServiceUnavailable, detail);

    /// <summary>For answers that come from the framework itself.</summary>
    public static string CodeOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => ProblemCode.SignedOut,
        StatusCodes.Status403Forbidden => ProblemCode.NotAllowed,
        StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed => ProblemCode.NotFound,
        StatusCodes.Status409Conflict => ProblemCode.WrongState,
        StatusCodes.Status429TooManyRequests => ProblemCode.TooMany,
        >= 500 => ProblemCode.Unavailable,
        _ => ProblemCode.Invalid,
    };
}

/// <summary>Collects what is wrong with a body, one sentence each.</summary>
internal sealed class Faults
{
    private readonly List<string> _faults = [];

    public bool Any => _faults.Count > 0;

    public string Text => string.Join(' ', _faults);

    public Faults Length(string name, string? text, int longest, int shortest = 0)
    {
        var length = text?.Trim().Length ?? 0;
        if (length > longest) _faults.Add($"{name} has {length} characters; at most {longest} are kept.");
        if (length < shortest) _faults.Add($"{name} is missing.");
        return this;
    }

    public Faults OneOf(string name, string? value, IEnumerable<string> known)
    {
        if (!string.IsNullOrEmpty(value) && !known.Contains(value)) _faults.Add($"{name} is none of the known values.");
        return this;
    }

    public Faults When(bool wrong, string sentence)
    {
        if (wrong) _faults.Add(sentence);
        return this;
    }

    /// <param name="sentence">Null: nothing is wrong.</param>
    public Faults When(string? sentence) => When(sentence is not null, sentence ?? "");

    public ProblemHttpResult Problem() => Problems.Invalid(Text);
}
