using CallCenter.Data;
using CallCenter.Data.Residents;
using Microsoft.EntityFrameworkCore;

namespace CallCenter.Server.Registry;

/// <summary>Communities by what people write: 朝阳里社区, 朝阳里, 海河湾街道朝阳里社区.</summary>
internal sealed class CommunityNames
{
    private const string Ending = "社区";
    private readonly Dictionary<string, List<Community>> _byName = [];
    private readonly Dictionary<Guid, Community> _byId = [];

    public static async Task<CommunityNames> LoadAsync(CenterDb db, CancellationToken ct)
    {
        var names = new CommunityNames();
        foreach (var community in await db.Communities.AsNoTracking().Include(c => c.StreetOffice).ThenInclude(o => o!.District).ToListAsync(ct))
        {
            names._byId[community.Id] = community;
            string[] forms = [community.Name, community.Name.EndsWith(Ending, StringComparison.Ordinal) ? community.Name[..^Ending.Length] : community.Name];
            foreach (var form in forms.SelectMany(form => new[] { form, community.StreetOffice?.Name + form }).Distinct())
            {
                if (!names._byName.TryGetValue(form, out var known)) names._byName[form] = known = [];
                known.Add(community);
            }
        }
        return names;
    }

    /// <summary>Null when there is none of the name, or several.</summary>
    public Community? Of(string name) => _byName.GetValueOrDefault(name) is [var only] ? only : null;

    public Community? Find(Guid id) => _byId.GetValueOrDefault(id);
}
