// Writes seed.json: the inspections the demo starts with. Same seed, same file: `node demo/make-seed.mjs`. Days count from the
// day on which the demo is first started: `@-7` is a week before it, `@-7T13:45` a time on that day.
// Towns, streets, firms and people are invented.

import { writeFileSync } from 'node:fs';

const COUNT = 304;
const FIRST_DAY = Date.UTC(2026, 9, 19); // Monday, 19 October 2026
const TODAY = Date.UTC(2026, 10, 23);
const DAY = 86_400_000;

/** A small generator (mulberry32), so that every run makes the same inspections. */
function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = seeded(20_261_123);
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;
const isoDay = (ms) => new Date(ms).toISOString().slice(0, 10);

/** `n` different elements, in the order of the list. */
function some(list, n) {
  const left = list.map((_, i) => i);
  while (left.length > n) left.splice(below(left.length), 1);
  return left.map((i) => list[i]);
}

const inspectors = [
  'Maren Holtby', 'Tarik Ossender', 'Ilse Vandermoor', 'Jonah Prewitt', 'Adaeze Quill', 'Runa Fjellgard',
  'Casimir Dole', 'Noor Bellweather',
];

const towns = {
  'Aldermere': ['Quarry Lane', 'Saltmarket', 'Beacon Rise', 'Orchard Row', 'Old Mill Street', 'Fennel Close'],
  'Wexholm': ['Harbour Parade', 'Ropewalk', 'Signal Hill Road', 'Chandler Street', 'Tern Way'],
  'Port Calder': ['Dock Street', 'Customs Row', 'Anchor Yard', 'North Quay', 'Lantern Lane'],
  'Thornby Vale': ['Priory Road', 'Weir Lane', 'Castle Green', 'Hazel Grove', 'Station Approach'],
  'Eastmarsh': ['Drover Way', 'Sluice Road', 'Heron Avenue', 'Granary Street', 'Windmill Road'],
  'Corriedale': ['Summit Road', 'Slate Terrace', 'Ferry Road', 'Larch Walk'],
};
const townNames = Object.keys(towns);

/** The kinds of sites: their names, typical findings, and typical notes of inspectors. */
const kinds = [
  {
    kind: 'Playground',
    sites: ['Heron Park playground', 'Beacon Rise playground', 'Millpond adventure playground', 'Larkfield play area',
      'Castle Green playground', 'Little Acorns nursery yard', 'Riverside skate and play', 'Sunnybank play area',
      'Priory School playground', 'Tern Way pocket park', 'Chestnut Square playground', 'Windmill Meadow play area'],
    findings: ['Swing chains and shackles worn less than 40 %', 'Bark mulch at least 30 cm deep under climbing frame',
      'No finger traps at slide inlet', 'Timber posts free of rot at ground level', 'Bolt caps complete on seesaw',
      'Gate closes by itself, towards the outside', 'No sharp edges on steel slide', 'Rope ladder anchors tight',
      'Carousel gap below 8 mm', 'Sign with operator and emergency number legible'],
    notes: ['Mulch has migrated away from the swing landing, raked back on site. Needs a top-up delivery before winter.',
      'Second swing from the left squeaks; greased, recheck in four weeks.',
      'Parents mention standing water near the slide after rain.', 'Graffiti on the tower, not safety relevant.'],
  },
  {
    kind: 'Lift',
    sites: ['Town hall, lift 1', 'Town hall, lift 2', 'Ropewalk car park, goods lift', 'St. Brannoc clinic, bed lift',
      'Quayside hotel, lift B', 'Station Approach, platform lift', 'Granary lofts, lift', 'Calder library, lift',
      'Orchard Court, stairlift', 'Lantern House, lift 3'],
    findings: ['Emergency call answered within 30 s', 'Levelling error at each floor below 10 mm',
      'Door reversal on light curtain works', 'Overspeed governor seal intact', 'Pit dry and lit',
      'Suspension ropes without broken wires', 'Machine room locked and cooled', 'Car lighting on emergency supply for 1 h',
      'Load plate legible', 'Buffer oil level in range'],
    notes: ['Levelling at floor 3 drifts when the car is empty, 14 mm measured. Controller firm informed.',
      'Pit pump ran during the visit; source of the water unclear.', 'Emergency call goes to the right centre, 12 s.',
      'Ropes measured: 10.6 mm of 11 mm nominal.'],
  },
  {
    kind: 'Fire doors',
    sites: ['Priory School, block C', 'Aldermere archive', 'Harbour Parade arcade', 'Customs Row offices',
      'St. Brannoc clinic, ward 4', 'Weir Lane care home', 'Drover Way depot', 'Old Mill residences', 'Calder theatre, backstage'],
    findings: ['Closes fully from any angle', 'Seal intact on all four sides', 'No wedges or hooks',
      'Gap at the floor below 8 mm', 'Closer without oil leak', 'Hold-open magnet releases on alarm', 'Label with rating present',
      'Glazing beads tight', 'Panic bar opens with one hand', 'Door leaf without added holes'],
    notes: ['Door 2.14 kept open with an extinguisher again. Talked to the caretaker.',
      'Intumescent strip painted over on three doors of the second floor, to be replaced.',
      'Magnets released within two seconds during the test alarm.'],
  },
  {
    kind: 'Scaffolding',
    sites: ['Granary Street 14, façade', 'St. Elwin tower', 'Signal Hill apartments, north side', 'Old customs house, roof',
      'Saltmarket terrace', 'Fennel Close 3–9', 'North Quay warehouse 2', 'Slate Terrace gable'],
    findings: ['Ties every 8 m and at each free end', 'Base plates on load-spreading timber', 'Guard rails and toe boards complete',
      'Ladder hatches close by themselves', 'Gap to façade below 30 cm', 'Release tag visible at each access',
      'No boards with cracks', 'Netting without tears', 'Pedestrian tunnel lit at night'],
    notes: ['Two ties removed by the window fitters on level 4, access closed until put back.',
      'Tag renewed after the storm on the 12th.', 'Neighbour asked for dust sheet on the west side; passed on.'],
  },
  {
    kind: 'Kitchen hygiene',
    sites: ['Canteen, Drover Way depot', 'The Copper Ladle', 'Harbour View restaurant', 'Priory School kitchen',
      'Tern Way bakery', 'Station buffet, Thornby Vale', 'Café Lantern', 'Weir Lane care home, kitchen', 'Noodle House Ropewalk',
      'Castle Green ice cream'],
    findings: ['Cold store at 4 °C or below, log complete', 'Raw and cooked food apart', 'Hand basin with soap, towels, warm water',
      'Extractor filters free of grease', 'Allergen list up to date', 'Probe thermometer calibrated this year',
      'Waste area closed and clean', 'No traces of pests', 'Cutting boards without deep cuts', 'Dishwasher rinses at 82 °C or above'],
    notes: ['Cold store showed 6.8 °C on arrival, 4.1 °C one hour later. Door seal is due.',
      'Very tidy. New allergen folder at the counter.', 'Filters overdue by two months, cleaning booked for Thursday.'],
  },
  {
    kind: 'Bridge',
    sites: ['Weir Lane footbridge', 'Ferry Road bridge', 'Canal bridge 7', 'Quarry viaduct, span 3', 'Heron Avenue underpass',
      'Mill race footbridge', 'Sluice Road culvert'],
    findings: ['Bearings free to move', 'Expansion joint watertight', 'Parapet height at least 1.2 m', 'No new cracks over 0.2 mm',
      'Drains clear', 'Scour protection in place after high water', 'Corrosion of main girders below grade 2',
      'Deck boards non-slip', 'Height sign matches clearance'],
    notes: ['Crack near bearing 2 grew from 0.2 to 0.3 mm since May; gauge fitted.', 'Drain on the downstream side blocked with leaves, cleared.',
      'Divers report 40 cm of scour at the middle pier. Survey needed before the spring floods.'],
  },
  {
    kind: 'Boiler',
    sites: ['Orchard Court heating plant', 'Priory School boiler room', 'Aldermere baths, boiler 2', 'Larch Walk 22',
      'Eastmarsh dairy, steam boiler', 'Town hall cellar', 'Summit Road hostel'],
    findings: ['Safety valve lifts at set pressure', 'Low-water cut-off works', 'Flue draught within range',
      'Carbon monoxide below 30 ppm in room', 'Expansion vessel pre-charge correct', 'Gas tightness test passed',
      'Insulation complete on flow pipes', 'Emergency stop outside the room', 'Water treatment log kept'],
    notes: ['Safety valve weeps slightly, replacement ordered.', 'Burner serviced on the 3rd, sticker present. Values very good.',
      'Combustion air vent was covered with cardboard. Removed, tenant told why.'],
  },
  {
    kind: 'Swimming pool',
    sites: ['Aldermere baths, sports pool', 'Aldermere baths, toddlers', 'Quayside hotel, spa', 'Corriedale lido', 'Priory School, teaching pool'],
    findings: ['Free chlorine 0.3 to 0.6 mg/l', 'pH between 6.8 and 7.5', 'Suction grilles fixed and below speed limit',
      'Rescue pole and ring at hand', 'Depth marks legible', 'Floor slip class kept when wet', 'Chlorine room alarm tested',
      'Lifeguard rota posted'],
    notes: ['pH 7.6 at the shallow end in the morning, dosing corrected.', 'Tile edge broken near the stairs, taped off.',
      'Chlorine room door sticks. Joiner comes Tuesday.'],
  },
  {
    kind: 'Emergency lighting',
    sites: ['Harbour Parade arcade', 'Calder theatre, auditorium', 'Ropewalk car park, level −2', 'Castle Green community hall',
      'Signal Hill sports hall', 'Tern Way cinema', 'Customs Row offices'],
    findings: ['Batteries hold for 3 h', 'Exit signs visible from every point', 'Self-test log without gaps', 'Luminaires at each change of direction',
      'Central battery room ventilated', 'Covers clean and complete', 'Switches over within 5 s'],
    notes: ['Four luminaires on level −2 failed after 100 minutes. Batteries from 2019.', 'Full discharge test done overnight, all passed.',
      'Exit sign hidden by a banner; banner moved.'],
  },
  {
    kind: 'Crane',
    sites: ['North Quay, crane 3', 'Drover Way depot, overhead crane', 'Quarry Lane, tower crane', 'Eastmarsh dairy, hoist', 'Anchor Yard slipway winch'],
    findings: ['Load limiter stops at 110 %', 'Hook latch closes', 'Wire rope without birdcaging', 'Brakes hold test load for 10 min',
      'Emergency stop on remote works', 'Runway stops in place', 'Anemometer warns at 50 km/h', 'Operator licences seen'],
    notes: ['Rope near the drum shows six broken wires in one lay; to be shortened this week.', 'Test load 12.5 t held without drift.'],
  },
  {
    kind: 'Solar roof',
    sites: ['Signal Hill sports hall', 'Priory School, block A', 'Granary lofts, roof', 'Drover Way depot, hall 2', 'Larkfield farm shop'],
    findings: ['String voltages within 3 % of each other', 'Insulation resistance above 1 MΩ', 'Clamps tight, torque checked', 'Cables off the roof skin',
      'DC isolator labelled for the fire brigade', 'No hot spots in thermal image', 'Lightning bonding continuous', 'Snow guards in place'],
    notes: ['String 4 yields 9 % less than its neighbours, shading by the new vent.', 'Thermal flight done in full sun, no hot spots.',
      'Marten bite on one cable; replaced, mesh fitted.'],
  },
  {
    kind: 'Sprinklers',
    sites: ['North Quay warehouse 2', 'Harbour Parade arcade', 'Ropewalk car park', 'Aldermere archive', 'Quayside hotel, kitchens'],
    findings: ['Pump starts within 10 s', 'Valve open and secured', 'Heads free of paint', '50 cm free below each head', 'Alarm reaches the fire brigade',
      'Tank full, frost heater on', 'Spare heads in cabinet', 'Diesel for 6 h'],
    notes: ['Pallets stacked up to the heads in bay 12. Restacked while I waited.', 'Weekly pump test log complete. Start after 6 s.',
      'Frost heater breaker was off.'],
  },
];

function makeInspection(n) {
  const type = kinds[Math.min(below(kinds.length), below(kinds.length + 4))];
  const day = FIRST_DAY + below(58) * DAY;
  const weekday = new Date(day).getUTCDay();
  const date = weekday === 0 ? day + DAY : weekday === 6 ? day + 2 * DAY : day;
  const daysAway = Math.round((date - TODAY) / DAY);

  let status;
  if (daysAway > 1) status = 'planned';
  else if (daysAway >= -1) status = pick(['planned', 'planned', 'inProgress', 'inProgress', 'passed']);
  else if (daysAway > -9 && chance(0.06)) status = 'planned';
  else if (daysAway > -9 && chance(0.12)) status = 'inProgress';
  else status = chance(0.8) ? 'passed' : 'failed';

  const texts = some(type.findings, 3 + below(4));
  const open = status === 'failed' ? 1 + below(2) : status === 'inProgress' ? 1 + below(texts.length) : 0;
  const openAt = new Set(some(texts.map((_, i) => i), open));
  const inspector = pick(inspectors);
  const closed = status === 'passed' || status === 'failed';

  return {
    id: `i${String(n + 1).padStart(4, '0')}`,
    kind: type.kind,
    site: pick(type.sites),
    address: '',
    inspector,
    date: isoDay(date),
    status,
    findings: texts.map((text, i) => ({
      id: `f${i + 1}`,
      text,
      done: status !== 'planned' && !openAt.has(i),
    })),
    notes: status === 'planned' ? (chance(0.25) ? pick(['Key at the gatehouse.', 'Call ahead, ring twice.', 'Follow-up of last year’s visit.',
      'Bring the long ladder.', 'Park behind the building.', 'Caretaker on site from 8:00.']) : '') : chance(0.75) ? pick(type.notes) : '',
    photos: [],
    signOff: closed ? { by: inspector, at: date + (13 + below(5)) * 3_600_000 + below(60) * 60_000 } : null,
  };
}

const inspections = Array.from({ length: COUNT }, (_, n) => makeInspection(n));

// A site has one visit per day: a second one moves to the week after.
const seen = new Set();
for (const visit of inspections) {
  while (seen.has(`${visit.site} ${visit.date}`)) visit.date = isoDay(Date.parse(visit.date) + 7 * DAY);
  seen.add(`${visit.site} ${visit.date}`);
  const ahead = Date.parse(visit.date) > TODAY;
  if (ahead && visit.status !== 'planned') {
    visit.status = 'planned';
    visit.signOff = null;
    visit.notes = '';
    visit.findings.forEach((finding) => (finding.done = false));
  }
}

/** The address of a site. If it is named after a street or town, the address is there. */
function addressOf(place) {
  const number = 1 + below(96);
  for (const [town, streets] of Object.entries(towns)) {
    const street = streets.find((name) => place.startsWith(name));
    if (street) return `${street} ${place.match(/[0-9]+(–[0-9]+)?$/)?.[0] ?? number}, ${town}`;
  }
  const town = townNames.find((name) => place.includes(name.split(' ').at(-1))) ?? pick(townNames);
  return `${pick(towns[town])} ${number}, ${town}`;
}

// All visits of a site have the same address.
const addresses = new Map();
for (const visit of inspections) {
  const place = visit.site.match(/^(Priory School|Town hall)|^[^,]+/)[0];
  if (!addresses.has(place)) addresses.set(place, addressOf(place));
  visit.address = addresses.get(place);
}

for (const visit of inspections) {
  const away = `@${Math.round((Date.parse(visit.date) - TODAY) / DAY)}`;
  if (visit.signOff) visit.signOff.at = `${away}T${new Date(visit.signOff.at).toISOString().slice(11, 16)}`;
  visit.date = away;
}

const file = new URL('seed.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ inspections }, null, 1)}\n`);
console.log(`${inspections.length} inspections in ${file.pathname}`);
