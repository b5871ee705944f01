#!/usr/bin/env node
// paraphrases.mjs: writes paraphrases.tsv, the pairs that the echo guard is tested with. Clauses and rewrites are written by hand;
// what a hurried colleague does to a caption (swap clauses, drop one, a synonym here and there, emoji, signs, hashtags, a word of
// applause) is done by rule with a fixed seed, so that the file is the same each time:
//
//   node test/data/paraphrases.mjs > test/data/paraphrases.tsv
//
// Columns: what it must be (echo, yours, near), language, caption, text.

// Each clause: as the curator wrote it, and with a synonym at the margin. `retold`: the same news in
// other words. `own`: openings, middles, ends of texts by somebody who has
// something to say of their own on the same news.
const topics = [
  { language: 'fr', tags: ['#Hydroélectricité', '#SaintArcon'],
    clauses: [
      ['Quatorze mois de travaux dans le froid', 'Quatorze mois de chantier dans le froid'],
      ['deux turbines neuves installées au pied du barrage', 'deux turbines toutes neuves posées au pied du barrage'],
      ['l’eau est revenue ce matin dans la vallée', 'l’eau est de retour ce matin dans la vallée'],
      ['le barrage de Saint-Arcon retrouve sa pleine puissance', 'le barrage de Saint-Arcon retrouve toute sa puissance']],
    retold: ['Après plus d’un an passé dans la neige, nos deux machines tournent enfin et Saint-Arcon produit de nouveau à plein régime.',
      'On ouvre les vannes, on tend l’oreille : quatorze mois que toute une vallée attendait ce bruit d’eau, et j’y étais.'],
    own: [
      ['Mon père m’emmenait pêcher sous cette digue quand j’avais huit ans.', 'Je n’avais jamais entendu un silence pareil avant l’ouverture des vannes.', 'Dimanche, toute la famille est montée voir tourner les machines.', 'Personne ne vous dit à quel point ces pièces sont immenses quand on se tient à côté.'],
      ['Voir partir la première goutte m’a serré la gorge, et je n’étais pas seule.', 'Les collègues de la maintenance ont passé deux hivers là-haut, souvent la nuit.', 'Dix mille foyers s’éclairent désormais grâce à ce ruisseau de montagne.', 'On y a mesuré chaque boulon trois fois, parce qu’ici l’erreur ne pardonne pas.'],
      ['Si vous passez par là, arrêtez-vous au belvédère.', 'Merci à Léa, qui m’a appris ce qu’est une directrice de roue.', 'Et vous, savez-vous d’où vient votre courant ?']] },
  { language: 'fr', tags: ['#Apprentissage', '#Emploi'],
    clauses: [
      ['Douze apprentis rejoignent nos ateliers cet automne', 'Douze apprentis intègrent nos ateliers cet automne'],
      ['ils apprennent la soudure, la chaudronnerie et la maintenance', 'ils découvrent la soudure, la chaudronnerie et la maintenance'],
      ['chacun est accompagné pendant deux ans par une tutrice ou un tuteur', 'chacun est suivi pendant deux ans par une tutrice ou un tuteur'],
      ['neuf sur dix restent dans l’entreprise après leur diplôme', 'neuf sur dix restent chez nous après leur diplôme']],
    retold: ['Cette année, ils sont douze à avoir choisi le métal plutôt que l’amphi, et je parie qu’ils seront encore là dans dix ans.',
      'Souder s’apprend à deux : pendant deux ans, je vais suivre pas à pas un jeune qui débute chez nous.'],
    own: [
      ['À seize ans, je ne savais pas tenir un chalumeau.', 'Tom est arrivé lundi avec une boîte à outils plus grosse que lui.', 'On me demande souvent à quoi ressemble un premier jour chez nous.', 'Transmettre un geste prend plus de temps que le faire soi-même.'],
      ['Ce qui m’étonne le plus, ce sont leurs questions : elles obligent à expliquer pourquoi.', 'Hier, mon élève m’a montré une astuce que je ne connaissais pas.', 'La chaleur du métal, le bruit, les gants trop grands : tout revient quand je les regarde.', 'J’ai gardé le premier cordon de métal que j’ai raté, il est sur mon bureau.'],
      ['Votre fils ou votre nièce hésite ? Écrivez-moi.', 'Dans vingt ans, ce seront eux les anciens.', 'La relève a les mains noires et le sourire large.']] },
  { language: 'fr', tags: ['#Mobilité', '#Vélo'],
    clauses: [
      ['Notre entreprise offre un vélo électrique à chaque salarié volontaire', 'Notre entreprise propose un vélo électrique à chaque salarié volontaire'],
      ['l’entretien et l’assurance sont pris en charge', 'la maintenance et l’assurance sont prises en charge'],
      ['trois cents personnes ont déjà abandonné leur voiture', 'trois cents personnes ont déjà laissé leur voiture'],
      ['le parking va devenir un jardin au printemps', 'le parking va se changer en jardin au printemps']],
    retold: ['Plus de place de parking à mon nom : j’ai dit oui au vélo de fonction, réparations comprises, comme trois cents autres.',
      'Au printemps, des fraises pousseront là où trois cents autos dormaient toute la journée, et mon vélo n’y est pas pour rien.'],
    own: [
      ['Le matin, je longe désormais le canal au lieu de pester dans les bouchons.', 'Ma selle a remplacé mon volant il y a six semaines.', 'Il pleuvait des cordes hier et je suis quand même arrivé en souriant.', 'Je croyais être trop âgée pour me remettre à pédaler.'],
      ['Mes enfants comptent les hérons avec moi avant l’école.', 'J’ai perdu quatre kilos sans y penser et gagné une demi-heure de lecture.', 'Le mécanicien passe le jeudi et règle les freins pendant la réunion.', 'Là où je me garais, on plantera bientôt des tomates.'],
      ['La côte des Tilleuls reste rude, je l’avoue.', 'Qui fait la route de Meylan avec moi ?', 'Il faudra juste me trouver un meilleur ciré.']] },
  { language: 'fr', tags: ['#Cybersécurité', '#Industrie'],
    clauses: [
      ['Une fausse facture a failli coûter deux millions à un de nos clients', 'Une fausse facture a manqué de coûter deux millions à un de nos clients'],
      ['un simple appel téléphonique a suffi pour l’arrêter', 'un simple coup de téléphone a suffi pour l’arrêter'],
      ['nos équipes publient les cinq réflexes qui protègent une comptabilité', 'nos équipes publient les cinq gestes qui protègent une comptabilité'],
      ['le guide est gratuit et se lit en dix minutes', 'le guide est offert et se lit en dix minutes']],
    retold: ['Deux millions d’euros, une facture parfaite et un RIB truqué : ce qui a sauvé l’entreprise, c’est quelqu’un qui a décroché son téléphone.',
      'J’ai relu le petit guide de nos experts dans le train, dix minutes montre en main, et changé trois habitudes à la compta.'],
    own: [
      ['Le virement était prêt, il ne manquait que ma signature.', 'Les escrocs écrivent aujourd’hui mieux que nous.', 'Ma collègue Inès a trouvé la phrase bizarre avant tout le monde.', 'J’ai longtemps pensé que cela n’arrivait qu’aux autres.'],
      ['Ce jour-là, décrocher le combiné a été la meilleure défense.', 'Depuis, je rappelle toujours sur un numéro que je connais par cœur.', 'Nous avons relu l’échange à froid : tout y était juste, sauf une lettre dans l’adresse.', 'L’urgence est leur arme préférée, alors je respire avant de valider.'],
      ['Prenez un café et lisez ces pages, elles valent le coup.', 'Faites circuler chez vos trésoriers d’association.', 'La honte protège les voleurs, pas les victimes.']] },
  { language: 'fr', tags: ['#RSE', '#Forêt'],
    clauses: [
      ['Nous avons planté six mille arbres sur l’ancienne carrière', 'Nous avons mis en terre six mille arbres sur l’ancienne carrière'],
      ['des chênes, des érables et des merisiers choisis avec les forestiers', 'des chênes, des érables et des merisiers sélectionnés avec les forestiers'],
      ['deux cents collègues sont venus un samedi avec leurs enfants', 'deux cents collègues sont venus un samedi en famille avec leurs enfants'],
      ['la parcelle sera ouverte aux promeneurs dès le mois de mai', 'la parcelle sera accessible aux promeneurs dès le mois de mai']],
    retold: ['La vieille carrière reverdit : le samedi où nous étions deux cents à creuser, j’ai planté un chêne et deux merisiers.',
      'Les forestiers nous ont laissé choisir l’essence ; j’ai pris l’érable, et en mai je reviendrai voir avec les promeneurs.'],
    own: [
      ['J’ai encore de la boue sous les ongles et le dos en compote.', 'Ma fille a donné un prénom à chacun des siens.', 'Là où l’on extrayait du calcaire, il y aura bientôt des oiseaux.', 'Je ne verrai sans doute jamais leur ombre, et c’est très bien.'],
      ['Un garde nous a montré comment tasser la terre sans blesser les racines.', 'À midi, la soupe de la cantine avait un goût de victoire.', 'Le mien penche un peu, je retournerai le redresser.', 'Cela ne compense rien, soyons honnêtes, mais cela répare un paysage.'],
      ['Rendez-vous dans trente ans pour le pique-nique.', 'Prévoyez des bottes si vous nous rejoignez la prochaine fois.', 'Le silence du soir, là-haut, valait le déplacement.']] },
  { language: 'fr', tags: ['#Innovation', '#Santé'],
    clauses: [
      ['Notre nouveau capteur détecte une fuite de gaz en quatre secondes', 'Notre nouveau capteur repère une fuite de gaz en quatre secondes'],
      ['il fonctionne dix ans sans changer de pile', 'il marche dix ans sans changer de pile'],
      ['les pompiers de trois départements le testent depuis janvier', 'les pompiers de trois départements l’essaient depuis janvier'],
      ['la production commence cet été dans notre usine de Vienne', 'la fabrication commence cet été dans notre usine de Vienne']],
    retold: ['Quatre secondes, c’est le temps qu’il faut à notre petit boîtier pour sentir le gaz, et il n’aura pas besoin de pile avant dix ans.',
      'À Vienne on prépare les machines pour l’été, pendant que des pompiers malmènent nos capteurs d’essai depuis janvier.'],
    own: [
      ['Tout est parti d’une odeur dans la cage d’escalier de ma grand-mère.', 'Le premier prototype tenait dans une boîte à chaussures et sonnait pour un rien.', 'Sept versions ont fini à la poubelle avant celle-ci.', 'Un adjudant m’a dit : « celui-là, je le garde ».'],
      ['On a appris à écouter ceux qui entrent quand les autres sortent.', 'La difficulté n’était pas d’alerter vite, mais de se taire le reste du temps.', 'J’ai passé mon hiver à faire brûler des choses sous une hotte.', 'L’énergie, on la prend désormais dans les écarts de température du mur.'],
      ['Il y en aura un chez mes parents avant Noël.', 'Curieux de savoir comment vous faites chez vous.', 'Les brevets, c’est bien ; dormir tranquille, c’est mieux.']] },
  { language: 'en', tags: ['#OffshoreWind', '#Energy'],
    clauses: [
      ['Our crew raised the last of forty turbines off the coast last night', 'Our team raised the last of forty turbines off the coast last night'],
      ['the park will power three hundred thousand homes', 'the park will supply three hundred thousand homes'],
      ['two years of storms delayed the cranes but nobody was hurt', 'two years of storms held up the cranes but nobody was hurt'],
      ['the first electricity reaches the grid in December', 'the first power reaches the grid in December']],
    retold: ['Turbine number forty is standing, two winters late, and every single person who worked on it came home.',
      'By December our park is on the grid: three hundred thousand homes, and I still cannot feel my fingers.'],
    own: [
      ['I was seasick for the first eleven days.', 'My daughter asked why I smell of salt and diesel.', 'Nothing prepares you for how quiet it gets when the engines stop.', 'We waited nine weeks for a single calm morning.'],
      ['Marek sang all the way back to harbour and I never want to hear that song again.', 'A seal followed our boat most evenings, and we named her Chief Engineer.', 'You learn to trust a weather map less than the skipper’s left knee.', 'When the blades finally moved, four grown adults started to cry.'],
      ['Next time somebody flicks a switch in Leeds, think of us.', 'I am sleeping in a bed that does not move tonight.', 'Ask me anything about the work; I have stories.']] },
  { language: 'en', tags: ['#Hiring', '#Engineering'],
    clauses: [
      ['We are looking for twenty software engineers in Lyon and Porto', 'We are searching for twenty software engineers in Lyon and Porto'],
      ['you will build the tools that keep trains on time', 'you will create the tools that keep trains on time'],
      ['four days a week with full pay are possible from the start', 'four days a week on full pay are possible from the start'],
      ['no coding puzzles, just a conversation about your work', 'no coding riddles, just a conversation about your work']],
    retold: ['If you write software and like trains that leave on time, we have twenty chairs in Lyon and Porto with your name on them.',
      'Four days, full pay, and an interview in which I only had to talk about things I had really done.'],
    own: [
      ['I nearly did not apply because I have no degree.', 'My interview here lasted ninety minutes and felt like a chat between neighbours.', 'Every delay I fix is one my own mother would have sat through.', 'People assume railways are old-fashioned.'],
      ['Last Tuesday my change shaved six minutes off the night service to Coimbra.', 'On Fridays I teach my son to bake instead of answering mail.', 'What I like is that a bug has a platform, a clock and somebody standing in the rain.', 'Nobody here asked me to reverse a linked list on a whiteboard.'],
      ['Send me a message if you want to know what it is really like.', 'Yes, the coffee is bad; the colleagues make up for it.', 'I would love to sit next to you.']] },
  { language: 'en', tags: ['#OpenSource', '#Release'],
    clauses: [
      ['Version three of our mapping library is out today', 'Version three of our mapping library is available today'],
      ['it draws a million points in under a second', 'it renders a million points in under a second'],
      ['the documentation was rewritten by people who use it every day', 'the documentation was rewritten by people who work with it every day'],
      ['everything stays free and open under the same licence', 'everything remains free and open under the same licence']],
    retold: ['A million points, one blink: today we let version three out of the house, as free as it ever was.',
      'The docs finally read as if a user had written them, because several did.'],
    own: [
      ['I deleted more lines this year than I wrote.', 'A geography teacher in Oslo found our worst bug.', 'It began as a weekend project to plot the pubs I can walk to.', 'Somebody printed our examples and pinned them up in a ranger station.'],
      ['Watching the frame rate climb at two in the morning was oddly moving.', 'The hardest part was saying no to features I had promised myself.', 'Half the guide comes from questions that beginners dared to ask.', 'We measured on a ten-year-old laptop, because that is what schools have.'],
      ['Break it, then tell me how you did it.', 'I owe a lot of strangers a drink.', 'Now I am going outside.']] },
  { language: 'en', tags: ['#Safety', '#Factory'],
    clauses: [
      ['One thousand days without an accident at our Sheffield plant', 'One thousand days without an accident at our Sheffield factory'],
      ['every operator may stop the line with a single button', 'every worker may stop the line with a single button'],
      ['the idea came from the night shift, not from management', 'the suggestion came from the night shift, not from management'],
      ['we celebrate with a day off for everybody', 'we celebrate with a free day for everybody']],
    retold: ['A thousand days, no accident, and it started with a night-shift note about one red button that anybody may press.',
      'In Sheffield the line stops when a worker says so; that is why I get a day off this week.'],
    own: [
      ['I pressed it once, for a rag somebody had dropped.', 'When I started in 1998, we measured luck and called it prudence.', 'My brother lost a finger in another mill.', 'Gloria wrote her proposal on the back of a lunch receipt.'],
      ['Nobody shouted; the foreman thanked me and we all went for tea.', 'Pride is being able to say out loud that something feels wrong.', 'It costs us about forty minutes of output a month, and I sleep better.', 'The younger ones do not even find this remarkable, which is the point.'],
      ['On Thursday I am taking my mum to Whitby.', 'If your boss laughs at this, change boss.', 'Numbers like that are made by stubborn people.']] },
  { language: 'en', tags: ['#CustomerStory', '#Logistics'],
    clauses: [
      ['A family bakery in Ghent now delivers to two hundred cafés', 'A family bakery in Ghent now delivers to two hundred coffee shops'],
      ['our route planner cut its fuel bill by a third', 'our route planner cut its petrol bill by a third'],
      ['the vans leave at four and are back before school starts', 'the vans depart at four and are back before school starts'],
      ['read how three brothers changed a trade of ninety years', 'read how three brothers transformed a trade of ninety years']],
    retold: ['Two hundred cafés before school: three brothers from Ghent, their vans and a third less fuel, thanks to a planner I helped write.',
      'Ninety years of baking, and the change that mattered was the order of the stops.'],
    own: [
      ['I gained two kilos during this project and regret nothing.', 'Jonas tests our software with flour on his thumbs.', 'You have not known pressure until a croissant is getting cold.', 'The eldest did not believe in computers, and told me so in Flemish.'],
      ['We spent our first week riding along in the dark, taking notes with frozen hands.', 'His mother kept the old paper map; it hangs above the oven.', 'What saved the money was turning left less often, honestly.', 'Their youngest can now eat breakfast with his kids, and that is my favourite number.'],
      ['Try the cinnamon ones if you are ever in town.', 'Small firms teach me more than large ones.', 'I still dream about that smell.']] },
  { language: 'en', tags: ['#Accessibility', '#Design'],
    clauses: [
      ['Our app now works without a mouse from the first screen to the last', 'Our app now runs without a mouse from the first screen to the last'],
      ['blind testers were paid to tell us what was wrong', 'blind testers were paid to say what was wrong'],
      ['they found sixty problems and we fixed fifty-eight', 'they found sixty issues and we fixed fifty-eight'],
      ['the report is public, including the two that are left', 'the report is published, including the two that are left']],
    retold: ['Put the mouse in a drawer and try our app: sixty problems were found by people who cannot see it, and two remain.',
      'We paid blind testers, printed what they said, and left our two failures in the report for all to read.'],
    own: [
      ['I unplugged my trackpad for a month and learned humility.', 'Amira laughed when she met our date picker.', 'For years I thought a green tick in a checker meant we were done.', 'The worst bug was mine, and it was four characters long.'],
      ['Hearing your own screens read aloud is like hearing your voice on an answering machine.', 'She reached the invoice in nine key presses; I had needed thirty.', 'Colour contrast was the easy bit, the order of things was not.', 'Some of the best designers I know have never seen a pixel.'],
      ['Two to go, and they keep me awake.', 'Invite people before you ship, not after.', 'Be suspicious of anybody who says this is finished.']] },
];

// ---- chance with a seed (mulberry32) ----
let state = 20261130;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const shuffled = (list) => list.map((x) => [random(), x]).sort((a, b) => a[0] - b[0]).map(([, x]) => x);

const big = (s) => s.charAt(0).toUpperCase() + s.slice(1);
const caption = (t) => `${big(t.clauses.map(([a]) => a).slice(0, 2).join(', '))}. ${t.clauses.slice(2).map(([a]) => big(a)).join('. ')}. ${t.tags.join(' ')}`;
const applause = { fr: ['Bravo à l’équipe !', 'Très fier de cette belle nouvelle.', 'À lire absolument.', 'Quelle aventure !', 'Tellement heureux de partager cela.'], en: ['Well done, team!', 'So proud of this great news.', 'A must-read.', 'What a journey!', 'Thrilled to share this.'] };
const emoji = ['🎉', '🚀', '💧', '👏', '🌱', '✨'];

// What is done to the clauses (a list of texts) of a caption; several of them at once.
const joins = [
  (c) => c.map((x) => `${big(x)}.`).join(' '),
  (c) => `${big(c.join(', '))}.`,
  (c) => c.map((x) => `- ${big(x)}`).join('\n'),
  (c) => `${big(c.join(' ; '))} !`,
  (c) => c.map((x) => `${pick(emoji)} ${big(x)}`).join(' '),
  (c) => c.join('... ').toUpperCase(),
  (c) => c.map((x) => big(x)).join(' — ').normalize('NFD').replace(/\p{M}/gu, ''),
];
function nearCopy(t) {
  let clauses = t.clauses.map(([plain, synonym]) => (random() < 0.45 ? synonym : plain));
  if (random() < 0.6) clauses = shuffled(clauses);
  if (random() < 0.35) clauses.splice(Math.floor(random() * clauses.length), 1);
  let text = pick(joins)(clauses);
  const where = random();
  if (where < 0.3) text = `${t.tags.join(' ')} ${text}`;
  else if (where < 0.5) text = `${text} ${shuffled(t.tags).join(' ')}`;
  else if (where < 0.6) text = `${text} ${pick(t.tags)}`;
  if (random() < 0.35) text = random() < 0.5 ? `${pick(applause[t.language])} ${text}` : `${text} ${pick(applause[t.language])}`;
  return text;
}

const rows = [];
const add = (kind, t, text) => rows.push([kind, t.language, caption(t), text].map((x) => x.replaceAll('\t', ' ').replaceAll('\n', '\\n')).join('\t'));
for (const t of topics) {
  const seen = new Set();
  while (seen.size < 44) {
    const text = nearCopy(t);
    if (!seen.has(text)) { seen.add(text); add('echo', t, text); }
  }
  const [open, middle, end] = t.own;
  const own = open.flatMap((a) => middle.flatMap((b) => end.map((c) => [a, b, c])));
  for (const parts of shuffled(own).slice(0, 42)) add('yours', t, `${parts.join(' ')}${random() < 0.4 ? ` ${t.tags.join(' ')}` : ''}`);
  for (const text of t.retold) add('yours', t, text);
  // Half and half: two clauses of the caption, then as much of one's own.
  for (let i = 0; i < 6; i++) {
    const two = shuffled(t.clauses).slice(0, 2).map(([a]) => big(a)).join('. ');
    add('near', t, `${two}. ${pick(middle)}`);
  }
}
process.stdout.write(`${rows.join('\n')}\n`);
