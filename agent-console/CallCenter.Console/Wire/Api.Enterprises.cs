using System.Net.Http.Json;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>Enterprises and special groups.</summary>
internal sealed partial class Api
{
    private const string Firms = "api/enterprises";
    private const string Groups = "api/registry/groups";

    public Task<Reply<IReadOnlyList<EnterpriseLine>>> EnterprisesAsync(string text, int skip, int take, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"{Firms}?q={Uri.EscapeDataString(text)}&skip={skip}&take={take}", null, WireJson.Default.IReadOnlyListEnterpriseLine, ct: ct);

    public Task<Reply<EnterpriseCard>> EnterpriseAsync(Guid id) => SendAsync(HttpMethod.Get, $"{Firms}/{id}", null, WireJson.Default.EnterpriseCard);

    /// <param name="id">None: it is registered.</param>
    public Task<Reply<EnterpriseCard>> WriteEnterpriseAsync(Guid? id, WriteEnterprise enterprise)
        => SendAsync(id is null ? HttpMethod.Post : HttpMethod.Put, id is null ? Firms : $"{Firms}/{id}", JsonContent.Create(enterprise, WireJson.Default.WriteEnterprise), WireJson.Default.EnterpriseCard);

    /// <summary>Which enterprise is calling.</summary>
    public Task<Reply<None>> ChooseEnterpriseAsync(string call, Guid enterprise)
        => DoAsync(HttpMethod.Post, $"{Call(call)}/enterprise", JsonContent.Create(new ChooseEnterprise(enterprise), WireJson.Default.ChooseEnterprise));

    public Task<Reply<List<ResidentChangeLine>>> EnterpriseHistoryAsync(Guid id) => SendAsync(HttpMethod.Get, $"{Firms}/{id}/history", null, WireJson.Default.ListResidentChangeLine);

    public Task<Reply<RevealedNumber>> RevealEnterpriseAsync(Guid id, int place, RevealPurpose why) => RevealAsync($"{Firms}/{id}/reveal-number?place={place}", why);

    public Task<Reply<RevealedNumber>> RevealEnterpriseContactAsync(Guid id, Guid contact, RevealPurpose why) => RevealAsync($"{Firms}/{id}/contacts/{contact}/reveal-number", why);

    public Task<Reply<List<GroupCount>>> GroupsAsync(string community, CancellationToken ct) => SendAsync(HttpMethod.Get, $"{Groups}{Of(community, '?')}", null, WireJson.Default.ListGroupCount, ct: ct);

    public Task<Reply<IReadOnlyList<ResidentLine>>> GroupAsync(string flag, string community, int skip, int take, CancellationToken ct)
        => SendAsync(HttpMethod.Get, $"{Groups}/{flag}?skip={skip}&take={take}{Of(community, '&')}", null, WireJson.Default.IReadOnlyListResidentLine, ct: ct);

    /// <summary>Where the table of a group is downloaded.</summary>
    public static string GroupTable(string flag, string community, string language) => $"{Groups}/{flag}/table?language={language}{Of(community, '&')}";

    private static string Of(string community, char sign) => community.Length == 0 ? "" : $"{sign}community={community}";
}
