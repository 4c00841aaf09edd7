using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>Callers known by their numbers: alarms and nuisances.</summary>
internal sealed partial class Api
{
    public Task<Reply<AlarmNumberList>> AlarmNumbersAsync(string text, CancellationToken ct) => SendAsync(HttpMethod.Get, $"api/alarm-numbers?q={Uri.EscapeDataString(text)}", null, WireJson.Default.AlarmNumberList, ct: ct);

    public Task<Reply<None>> PutAlarmNumberAsync(Guid id, PutAlarmNumber number) => DoAsync(HttpMethod.Put, $"api/alarm-numbers/{id}", JsonContent.Create(number, WireJson.Default.PutAlarmNumber));

    public Task<Reply<None>> DeleteAlarmNumberAsync(Guid id, long version) => DoAsync(HttpMethod.Delete, $"api/alarm-numbers/{id}?version={version}");

    public Task<Reply<RevealedNumber>> RevealAlarmNumberAsync(Guid id, RevealPurpose why) => RevealAsync($"api/alarm-numbers/{id}/reveal-number", why);

    public Task<Reply<NuisanceList>> NuisancesAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, "api/nuisances", null, WireJson.Default.NuisanceList, ct: ct);

    public Task<Reply<None>> MarkNuisanceAsync(string call, string reason) => DoAsync(HttpMethod.Post, "api/nuisances", JsonContent.Create(new MarkNuisance(call, reason), WireJson.Default.MarkNuisance));

    public Task<Reply<None>> DecideNuisanceAsync(Guid id, DecideNuisance decision) => DoAsync(HttpMethod.Post, $"api/nuisances/{id}/decide", JsonContent.Create(decision, WireJson.Default.DecideNuisance));

    /// <param name="what">approve, refuse</param>
    public Task<Reply<None>> AnswerNuisanceAsync(Guid id, string what, long version) => DoAsync(HttpMethod.Post, $"api/nuisances/{id}/{what}", JsonContent.Create(new AnswerNuisance(version), WireJson.Default.AnswerNuisance));

    public Task<Reply<RevealedNumber>> RevealNuisanceAsync(Guid id, RevealPurpose why) => RevealAsync($"api/nuisances/{id}/reveal-number", why);
}
