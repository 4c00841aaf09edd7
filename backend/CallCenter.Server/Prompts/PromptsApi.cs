using CallCenter.Contracts;
using CallCenter.Server.Operations;
using CallCenter.Server.Session;
using CallCenter.Server.Settings;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CallCenter.Server.Prompts;

/// <summary>What is known of a recording, kept like a setting: with it the history says who changed a prompt, and from what to what.</summary>
internal sealed record PromptSetting(string Kind, double Seconds, double Loudness, string Digest);

/// <summary>The announcements callers hear.</summary>
internal static class PromptsApi
{
    private const int MostBytes = 20_000_000;

    public static IServiceCollection AddPrompts(this IServiceCollection services)
    {
        services.AddSingleton<PromptLibrary>();
        return services.AddSingleton<IWarnings>(provider => provider.GetRequiredService<PromptLibrary>());
    }

    public static void MapPrompts(this IEndpointRouteBuilder routes)
    {
        var prompts = routes.MapGroup("/api/admin/prompts").RequireAuthorization(Policy.Administer).WithTags("Settings");
        prompts.MapGet("", (PromptLibrary library) => TypedResults.Ok(library.All())).WithSummary("Every prompt in every language: recorded or synthetic, its length and loudness");
        var prompt = prompts.MapGroup("/{language:length(2)}/{name:maxlength(32)}");
        prompt.MapGet("", Play).WithSummary("The prompt as callers hear it (audio/wav)");
        prompt.MapPut("", PutAsync).WithMetadata(new RequestSizeLimitAttribute(MostBytes)).WithSummary("Takes a recording (WAV, MP3 or OGG); live with the next playback");
        prompt.MapDelete("", DeleteAsync).WithSummary("Goes back to the synthetic one");
    }

    private static Results<PhysicalFileHttpResult, ProblemHttpResult> Play(string language, string name, PromptLibrary library) =>
        library.Has(language, name) && library.FileOf(language, name) is { } file ? TypedResults.PhysicalFile(file, "audio/wav", enableRangeProcessing: true) : Problems.NotFound();

    private static async Task<Results<Ok<PromptLine>, ProblemHttpResult>> PutAsync(string language, string name, HttpContext http, PromptLibrary library, SiteSettings settings, CancellationToken ct)
    {
        if (!library.Has(language, name)) return Problems.NotFound();
        string? converted = null;
        try
        {
            (converted, var sound, var digest) = await library.ConvertAsync(language, name, http.Request.Body, ct);
            if (await NoteAsync(settings, http.UserName(), language, name, new PromptSetting("recorded", Math.Round(sound.Seconds, 1), sound.Loudness, digest), ct) is { } problem) return problem;
            library.Put(language, name, converted);
            return TypedResults.Ok(library.Line(language, name));
        }
        catch (PromptException fault)
        {
            return Problems.Invalid(fault.Message);
        }
        catch (Exception fault) when (fault is IOException and not BadHttpRequestException or UnauthorizedAccessException)
        {
            return Problems.Unavailable($"The prompt cannot be written: {fault.Message}");
        }
        finally
        {
            if (converted is not null) File.Delete(converted);
        }
    }

    private static async Task<Results<Ok<PromptLine>, ProblemHttpResult>> DeleteAsync(string language, string name, HttpContext http, PromptLibrary library, SiteSettings settings, CancellationToken ct)
    {
        if (!library.Has(language, name)) return Problems.NotFound();
        if (await NoteAsync(settings, http.UserName(), language, name, null, ct) is { } problem) return problem;
        try
        {
            return library.PutSynthetic(language, name) ? TypedResults.Ok(library.Line(language, name)) : Problems.NotFound();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Problems.Unavailable($"The prompt cannot be written: {fault.Message}");
        }
    }

    private static async Task<ProblemHttpResult?> NoteAsync(SiteSettings settings, string user, string language, string name, PromptSetting? value, CancellationToken ct)
    {
        var id = $"{language}.{name}";
        var before = settings.Current.Find(SettingSection.Prompts, id);
        if (before is null && value is null) return null;
        var edit = new SettingEdit(SettingSection.Prompts, id, before?.Version ?? 0, value is null ? null : SettingKind.Write(value));
        return await settings.EditAsync(user, [edit], ct) is SettingOutcome.Stored ? null : Problems.Of(ProblemCode.WrongState, StatusCodes.Status409Conflict, "Another administrator changed this prompt at the same time.");
    }
}
