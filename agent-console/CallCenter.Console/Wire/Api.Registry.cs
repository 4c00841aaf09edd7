using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>The registry: imports, changes, duplicates, consents and care notes.</summary>
internal sealed partial class Api
{
    private const string Imports = "api/registry/imports";
    private static readonly TimeSpan UploadLimit = TimeSpan.FromMinutes(10);

    public Task<Reply<List<ImportLineup>>> ImportsAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, Imports, null, WireJson.Default.ListImportLineup, ct: ct);

    public Task<Reply<ImportLineup>> ImportAsync(Guid id, CancellationToken ct) => SendAsync(HttpMethod.Get, $"{Imports}/{id}", null, WireJson.Default.ImportLineup, ct: ct);

    /// <summary>Tens of megabytes take longer than anything else we ask for.</summary>
    public async Task<Reply<ImportLineup>> UploadImportAsync(string name, Stream file)
    {
        using var patient = new HttpClient { BaseAddress = http.BaseAddress, Timeout = UploadLimit, DefaultRequestHeaders = { { "X-CallCenter", "1" } } };
        return await new Api(patient).SendAsync(HttpMethod.Post, $"{Imports}?name={Uri.EscapeDataString(name)}", new StreamContent(file), WireJson.Default.ImportLineup);
    }

    /// <param name="what">apply, cancel, undo</param>
    public Task<Reply<ImportLineup>> ImportAsync(Guid id, string what) => SendAsync(HttpMethod.Post, $"{Imports}/{id}/{what}", Empty(), WireJson.Default.ImportLineup);

    public Task<Reply<List<ImportedLineView>>> ImportLinesAsync(Guid id, string outcome, int after, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"{Imports}/{id}/lines?outcome={outcome}&after={after}&take=100", null, WireJson.Default.ListImportedLineView, ct: ct);

    public Task<Reply<ResidentRecord>> RecordAsync(Guid id) => SendAsync(HttpMethod.Get, $"api/residents/{id}/record", null, WireJson.Default.ResidentRecord);

    public Task<Change<ResidentRecord>> EditResidentAsync(Guid id, EditResident edit)
        => ChangeAsync(HttpMethod.Put, $"api/residents/{id}", JsonContent.Create(edit, WireJson.Default.EditResident), WireJson.Default.ResidentRecord);

    public Task<Reply<List<ResidentChangeLine>>> ResidentHistoryAsync(Guid id) => SendAsync(HttpMethod.Get, $"api/residents/{id}/history", null, WireJson.Default.ListResidentChangeLine);

    public Task<Reply<List<DuplicatePair>>> DuplicatesAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, "api/registry/duplicates", null, WireJson.Default.ListDuplicatePair, ct: ct);

    public Task<Reply<List<MergeLine>>> MergesAsync(CancellationToken ct) => SendAsync(HttpMethod.Get, "api/registry/merges", null, WireJson.Default.ListMergeLine, ct: ct);

    public Task<Reply<MergeLine>> MergeAsync(Guid keep, Guid gone)
        => SendAsync(HttpMethod.Post, "api/registry/merges", JsonContent.Create(new MergeResidents(keep, gone), WireJson.Default.MergeResidents), WireJson.Default.MergeLine);

    public Task<Reply<None>> UndoMergeAsync(Guid merge) => DoAsync(HttpMethod.Post, $"api/registry/merges/{merge}/undo", Empty());

    public Task<Reply<List<ConsentLine>>> ConsentsAsync(Guid id) => SendAsync(HttpMethod.Get, $"api/residents/{id}/consents", null, WireJson.Default.ListConsentLine);

    public Task<Reply<ConsentLine>> GiveConsentAsync(Guid id, GiveConsent consent)
        => SendAsync(HttpMethod.Post, $"api/residents/{id}/consents", JsonContent.Create(consent, WireJson.Default.GiveConsent), WireJson.Default.ConsentLine);

    public Task<Reply<None>> WithdrawConsentAsync(Guid id, Guid consent) => DoAsync(HttpMethod.Post, $"api/residents/{id}/consents/{consent}/withdraw", Empty());

    public Task<Reply<List<CareNoteLine>>> CareNotesAsync(Guid id) => SendAsync(HttpMethod.Get, $"api/residents/{id}/care-notes", null, WireJson.Default.ListCareNoteLine);

    public Task<Reply<CareNoteLine>> WriteCareNoteAsync(Guid id, WriteCareNote note)
        => SendAsync(HttpMethod.Post, $"api/residents/{id}/care-notes", JsonContent.Create(note, WireJson.Default.WriteCareNote), WireJson.Default.CareNoteLine);
}
