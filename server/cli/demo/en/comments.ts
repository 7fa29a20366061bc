import type { DemoComment } from "../content.ts";

/** Readers' comments on the demo articles, by the article's slug. */
export const comments: Record<string, DemoComment[]> = {
  "joinery-ransomware-three-days": [
    {
      by: "oliver",
      after: 0.5,
      text: "Thanks for this. Finally an article on the subject that doesn’t end with “contact an expert”. I’m stealing the spiral notebook for my own firm.",
      replies: [
        {
          by: "nadine",
          after: 0.4,
          text: "Same here. I’ve printed out Monday’s timeline and taped it **to** the fuse box.",
        },
      ],
    },
    {
      by: "theo",
      after: 0.9,
      text: "Not sure about cutting the power. You lose everything in memory, and sometimes that’s where the encryption key is. Unplugging the network is enough.",
      replies: [
        {
          by: "steve",
          after: 0.3,
          text: "In theory, yes. In practice, at 8 in the morning in a joinery nobody is going to take a memory dump, and every minute costs you more files. If they don’t know which cable to pull, cut the power.",
          replies: [
            {
              by: "theo",
              after: 0.5,
              text: "For a small firm, fair enough. But then say so: *if you know how to unplug the network, do that; if not, cut the power*. It’s not the same advice.",
            },
            {
              by: "oliver",
              after: 1.1,
              text: "Ours are red for network and grey for everything else. Cost: £35. End of debate.",
            },
          ],
        },
      ],
    },
    {
      by: "jean",
      after: 2.2,
      text: "I don’t follow all of it, but I do follow the biscuit tin. My drive now lives at my sister’s.",
    },
    {
      by: "bernard",
      after: 3,
      text: "So the remote access was left open by a contractor? Because we had the builders in last year too, and I’ve just been to check. It’s open. Back when it’s closed.",
      replies: [{ by: "bernard", after: 1.2, text: "It’s closed." }],
    },
  ],
  "fake-bank-adviser": [
    {
      by: "aminata",
      after: 2,
      text: "Exactly the same thing happened to me in March, right down to “the wording will look odd”. I approved it. £2,800. My bank refused at first, then paid up after I wrote to the chief executive and quoted the reimbursement rules. **Don’t give up.**",
      replies: [
        {
          by: "elise",
          after: 1.5,
          text: "How long between the letter and the refund, if you don’t mind my asking? I’m at five weeks.",
          replies: [
            {
              by: "aminata",
              after: 3,
              text: "Two and a half months, with one reminder and a complaint to the ombudsman. Hang in there.",
            },
          ],
        },
      ],
    },
    {
      by: "kev",
      after: 6,
      text: "Honestly you’d have to be pretty gullible, it literally says ADD A PAYEE",
      replies: [
        {
          by: "marion",
          after: 0.7,
          text: "She works in IT and she lasted nine minutes. We’re all gullible at ten to seven on a Saturday with somebody who talks well. Remarks like this are why victims keep quiet.",
          replies: [
            { by: "kev", after: 4, text: "yeah ok, read it again, you’re not wrong. sorry." },
            { by: "farid", after: 6, text: "Don’t often see that below an article. Respect." },
          ],
        },
      ],
    },
    {
      by: "paulo",
      after: 9,
      text: "I work for a bank (not in the fraud team). Can confirm: we *never* ring you to approve a cancellation. We cancel things at our end, without you.",
    },
  ],
  "backing-up-3-2-1": [
    {
      by: "gwilym",
      after: 3,
      text: "Very good piece. One quibble with the table: an online backup protects you from ransomware **if** the account can’t be reached from the infected computer. With a client that stays signed in, the attacker deletes the history as well.",
      replies: [
        {
          by: "steve",
          after: 2,
          text: "Which is why you want an append-only repository. With restic, all it takes is a server started with `--append-only` and a different password for pruning.",
        },
        {
          by: "imogen",
          after: 5,
          text: "You’ve just lost everyone the article had won over :) At home, two drives, A and B, and that’s that.",
          replies: [{ by: "gwilym", after: 1, text: "Fair enough. A and B, and that’s that." }],
        },
      ],
    },
    {
      by: "farid",
      after: 8,
      text: "I did the test restore for a laugh. Drive B has probably been unreadable for a year. Not laughing any more, but thank you.",
    },
    {
      by: "elise",
      after: 20,
      text: "Silly question: how do you copy the photos off your phone without going through a cloud?",
      replies: [
        {
          by: "nadine",
          after: 1,
          text: "A cable, the `DCIM` folder, copy and paste once a month on rent day. No app needed.",
        },
      ],
    },
  ],
  "parcel-text-scam": [
    {
      by: "jean",
      after: 4,
      text: "I had the same one for £1.45. I usually reply STOP, I had no idea you shouldn’t. Thanks for 7726, it’s gone in my notebook.",
    },
    {
      by: "bernard",
      after: 7,
      text: "“Read from right to left, before the first slash”: my 11-year-old got it in a minute and explained it to the whole table.",
      replies: [
        { by: "marion", after: 3, text: "They should teach it at school, somewhere between spelling and swimming." },
      ],
    },
    {
      by: "kev",
      after: 30,
      text: "Fast cheap delivery on my site, promo code in my bio",
      pending: true,
    },
  ],
  "which-two-factor-method": [
    {
      by: "imogen",
      after: 5,
      text: "Thank you for not sneering at text messages. Our charity has 200 volunteers aged between 60 and 85. They stuck with texts; one in 10 stuck with the app.",
      replies: [
        {
          by: "theo",
          after: 2,
          text: "I’m still uneasy: say “better than nothing” and people hear “good enough”. For email it isn’t.",
          replies: [
            {
              by: "imogen",
              after: 1,
              text: "And I’m still uneasy about advice nobody follows. That makes two of us.",
            },
          ],
        },
      ],
    },
    {
      by: "oliver",
      after: 26,
      text: "Backup codes printed and filed with the birth certificates. My wife asked me if I was ill.",
    },
  ],
  "change-of-bank-details": [
    {
      by: "nadine",
      after: 6,
      text: "Bookkeeper for 20 years here. “Nobody will ever be told off for having called” is worth any amount of software. Our boss said it once, in a meeting, and it changed everything.",
    },
    {
      by: "farid",
      after: 12,
      text: "The 48-hour wait is fine in theory. In practice, when the lorry’s in the loading bay and the supplier wants paying before it’s unloaded…",
      replies: [
        {
          by: "nadine",
          after: 3,
          text: "Then you pay into the **old** account. If it really has been closed, the money comes back. If it doesn’t come back, the supplier’s got it.",
        },
      ],
    },
  ],
  "thirty-pound-camera": [
    {
      by: "gwilym",
      after: 8,
      text: "Seven months is a long time, and meanwhile people don’t know their living room is on show. I’d publish after 90 days, come what may.",
      replies: [
        {
          by: "paulo",
          after: 4,
          text: "At 90 days the fix was bricking the cameras. Publishing then would have handed everyone the password and offered nothing in return.",
          replies: [
            {
              by: "gwilym",
              after: 6,
              text: "It would also have told people to unplug it. Unplugging is a fix.",
            },
          ],
        },
      ],
    },
    { by: "elise", after: 50, text: "A plumber, a student and a retired telecoms engineer: somebody make the film." },
  ],
  "browser-extensions-that-change-hands": [
    {
      by: "marion",
      after: 10,
      text: "Twenty-three extensions installed. I use four. I’m appalled at myself.",
      replies: [{ by: "farid", after: 9, text: "Thirty-one. Amateur." }],
    },
  ],
  "choosing-a-password-manager": [
    {
      by: "jean",
      after: 40,
      text: "I’m 71 and I have a notebook. My grandson wants to set me up with his thingummy. Having read this, I’ll have it for the bank and the tax, and the notebook stays for everything else. That’s my compromise.",
      replies: [{ by: "aminata", after: 12, text: "It’s a very good compromise, and exactly the order of evening 2." }],
    },
  ],
  "router-settings-to-check-tonight": [
    {
      by: "bernard",
      after: 60,
      text: "The stranger on the list was indeed the printer. Bought in 2014, never updated, visible from the internet. It’s in the cupboard now.",
    },
  ],
  "clinic-one-year-on": [
    {
      by: "aminata",
      after: 190,
      featured: true,
      helpfulTo: ["nadine", "theo", "steve", "imogen", "farid", "bernard", "oliver"],
      text: "Our recovery plan was a sheet of A4 taped inside the fuse box. It was the only thing nobody could encrypt. On the Monday we read it out loud, and everyone knew what to do.",
      replies: [{ by: "steve", after: 4, text: "Stealing this. And adding the contractor’s number, in large print." }],
    },
  ],
  "passwords-in-a-spreadsheet": [
    {
      by: "nadine",
      after: 20,
      text: "Ours was called “DO NOT OPEN.xlsx”. Guess how many people had opened it.",
      replies: [
        { by: "oliver", after: 3, text: "All of them. And two had printed it." },
        { by: "kev", after: 26, text: "ours is pinned in the group chat, much handier" },
      ],
    },
    {
      by: "farid",
      after: 62,
      text: "The three piles work very well. We ended up with nine rows, one of which nobody can explain.",
    },
    { by: "imogen", after: 92, text: "And when somebody leaves? That’s when a shared vault earns its keep." },
  ],
  "is-antivirus-worth-paying-for": [
    {
      by: "gwilym",
      after: 30,
      text: "For a small charity like mine, having someone to ring is worth the subscription. Otherwise I agree.",
      replies: [{ by: "theo", after: 40, text: "So do I, provided somebody picks up." }],
    },
    { by: "marion", after: 140, text: "The account without admin rights: done last night, ten minutes, no regrets." },
  ],
  "my-bank-calls-too-often": [
    {
      by: "elise",
      after: 50,
      text: "I’ve started the same notebook. Three days, four calls, none of them real.",
      replies: [{ by: "paulo", after: 6, text: "At the branch nobody likes to hear it, but he’s right." }],
    },
    { by: "jean", after: 110, text: "I tell them I’m my daughter and that I’ll call back. They don’t insist." },
  ],
};
