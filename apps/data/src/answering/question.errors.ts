import { AppError } from '@personal-assistant/service-kit';

export const notFound = () => new AppError('NOT_FOUND', 'There is no such question.');
export const alreadyAnswered = () => new AppError('ALREADY_ANSWERED', 'This question is answered already.');
