namespace CallCenter.Console.Desk;

/// <summary>The one phone state an agent sees: 离线, 空闲, 振铃, 通话中, 保持中, 话后处理, 失联.</summary>
internal enum PhoneState { Offline, Idle, Ringing, Talking, Held, WrapUp, Lost }

internal enum View { Starting, SignIn, SecondFactor, Console, SeatTaken, Replaced }
