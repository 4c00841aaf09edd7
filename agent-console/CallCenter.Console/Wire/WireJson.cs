using System.Text.Json;
using System.Text.Json.Serialization;
using CallCenter.Console.WorkOrders;
using CallCenter.Contracts;

namespace CallCenter.Console.Wire;

/// <summary>Generated readers and writers of everything on the wire: reflection would cost a cold page a good part of a second.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(SessionInfo))]
[JsonSerializable(typeof(SecondFactorState))]
[JsonSerializable(typeof(ProveIdentity))]
[JsonSerializable(typeof(SecondFactorOffer))]
[JsonSerializable(typeof(ConfirmSecondFactor))]
[JsonSerializable(typeof(SecondFactorCodes))]
[JsonSerializable(typeof(SipCredential))]
[JsonSerializable(typeof(AgentSnapshot))]
[JsonSerializable(typeof(AttachResult))]
[JsonSerializable(typeof(PhoneReport))]
[JsonSerializable(typeof(SetAgentState))]
[JsonSerializable(typeof(WorkOrderDraft))]
[JsonSerializable(typeof(FinishCall))]
[JsonSerializable(typeof(FinishedCall))]
[JsonSerializable(typeof(IReadOnlyList<WorkOrderLine>))]
[JsonSerializable(typeof(CallPage))]
[JsonSerializable(typeof(CallDetail))]
[JsonSerializable(typeof(Waveform))]
[JsonSerializable(typeof(Keypad))]
[JsonSerializable(typeof(IReadOnlyList<ResidentLine>))]
[JsonSerializable(typeof(ResidentCard))]
[JsonSerializable(typeof(RegisterResident))]
[JsonSerializable(typeof(IReadOnlyList<CommunityLine>))]
[JsonSerializable(typeof(RevealedNumber))]
[JsonSerializable(typeof(ChooseResident))]
[JsonSerializable(typeof(ExtendWrapUp))]
[JsonSerializable(typeof(MessageChannel))]
[JsonSerializable(typeof(IReadOnlyList<MessageTemplateLine>))]
[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(WriteTemplate))]
[JsonSerializable(typeof(KeptDraft))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(SiteWords))]
[JsonSerializable(typeof(SettingsPage))]
[JsonSerializable(typeof(SettingItem))]
[JsonSerializable(typeof(PutSetting))]
[JsonSerializable(typeof(List<SettingChangeLine>))]
[JsonSerializable(typeof(List<OpenLine>))]
[JsonSerializable(typeof(List<UserLine>))]
[JsonSerializable(typeof(PutUser))]
[JsonSerializable(typeof(NewPassword))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(OperationsPage))]
[JsonSerializable(typeof(WatchedMatter))]
[JsonSerializable(typeof(DrillLine))]
[JsonSerializable(typeof(bool))]
internal sealed partial class WireJson : JsonSerializerContext;

/// <summary>The part of a problem document the console words.</summary>
internal sealed record Problem(string? Code, string? Detail);
