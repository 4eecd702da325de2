import { describe, expect, it } from 'vitest';
import { sharesScript } from './scripts-of-text.js';

describe('sharesScript', () => {
  it.each([
    ['what is the wifi password?', 'Das WLAN-Passwort ist sunflower-42.', true],
    ['WiFi 密码是什么', 'The Wi-Fi password is sunflower-42.', true],
    ['какой пароль?', 'Пароль: sunflower-42.', true],
    ['你好吗', 'Welcome 😀! Ask Maria for help.', false],
    ['какой пароль?', 'The password is sunflower-42.', false],
    ['😀', 'Welcome 😀!', false],
    ['?', 'What?', false],
    ['42?', 'The password is sunflower-42.', true],
  ])('«%s» of «%s»: %s', (question, passage, shared) => {
    expect(sharesScript(question, passage)).toBe(shared);
  });
});
