import { writeGenerated } from './generatedDocs';

void writeGenerated();
