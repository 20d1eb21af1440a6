<?php
/**
 * Stops before the network.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Attribution;
use Aigw\Budget;
use WordPress\AiClient\AiClient;

defined( 'ABSPATH' ) || exit;

/**
 * Prevents prompts of core's client while the budget is spent, and says so in core's error.
 *
 * Where another provider is connected too, the prompt may be meant for that one: then nothing is prevented here, and {@see Requests} stops only what would go to the gateway.
 */
final class PromptGuard {

	/**
	 * Why the last prompt was prevented.
	 *
	 * @var string
	 */
	private static $reason = '';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_filter( 'wp_ai_client_prevent_prompt', array( __CLASS__, 'prevent' ) );
	}

	/**
	 * Whether a prompt is to be prevented.
	 *
	 * @param mixed $prevent What was decided before.
	 * @return bool
	 */
	public static function prevent( $prevent ): bool {
		self::$reason = '';
		remove_filter( 'gettext', array( __CLASS__, 'words' ), 10 );
		if ( $prevent || self::others() ) {
			return (bool) $prevent;
		}
		self::$reason = Budget::spent( Attribution::now( Abilities::feature() ) );
		if ( '' === self::$reason ) {
			return false;
		}
		add_filter( 'gettext', array( __CLASS__, 'words' ), 10, 3 );
		/**
		 * A prompt was stopped before the network.
		 *
		 * @param string $reason In plain words.
		 */
		do_action( 'aigw_prompt_prevented', self::$reason );
		return true;
	}

	/**
	 * Core's error says only "prevented by a filter" and has no place for a reason; this puts it there.
	 *
	 * @param string $translation Translated text.
	 * @param string $text        Text.
	 * @param string $domain      Text domain.
	 * @return string
	 */
	public static function words( $translation, $text, $domain ) {
		if ( 'default' !== $domain || 'Prompt execution was prevented by a filter.' !== $text ) {
			return $translation;
		}
		remove_filter( 'gettext', array( __CLASS__, 'words' ), 10 );
		return self::$reason;
	}

	/**
	 * Whether another provider has a credential too.
	 *
	 * @return bool
	 */
	private static function others(): bool {
		$registry = AiClient::defaultRegistry();
		foreach ( $registry->getRegisteredProviderIds() as $id ) {
			if ( Registration::ID !== $id && null !== $registry->getProviderRequestAuthentication( $id ) ) {
				return true;
			}
		}
		return false;
	}
}
